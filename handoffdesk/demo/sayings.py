"""What the customers and agents of the demo's past say."""

FIRST_NAMES = ("Lena", "Omar", "Iris", "Tom", "Yara", "Noah", "Sofia", "Max", "Priya", "Jonas", "Elif", "Hugo")
LAST_NAMES = (
    "Brandt",
    "Costa",
    "Dimov",
    "Evans",
    "Fuchs",
    "Garcia",
    "Haas",
    "Ito",
    "Jansen",
    "Keller",
    "Lopez",
    "Meyer",
)
QUESTIONS = (
    "How long does delivery take?",
    "What does express delivery cost?",
    "Can I return a pot that I did not use?",
    "How do I redeem my gift card?",
    "Which payment methods do you accept?",
    "How often should I water my fern?",
    "Do you ship to Norway?",
    "Where do I find my invoice?",
    "When are you open on Saturday?",
    "Are the glazed pots frost proof?",
)
TROUBLES = (
    ("Where is my parcel? The tracking has not moved for days.", "Can I talk to a real person please?"),
    ("My order arrived with a broken pot.", "This is the second time. I want to speak to someone now."),
    ("I was charged twice for my order.", "Please connect me with a human."),
    ("I want to cancel my order and get my money back.", ""),
    ("We need 80 large pots for our hotel, can you send us a quote?", ""),
    ("I am allergic and had to see a doctor after using your fertiliser.", ""),
)
CALLED_OFF = "Never mind, I don't need a person. Let the bot answer."
THANKS = "Thank you, that helps!"
ANSWERS = (
    "Hello, I have looked at your order and it is on its way again. You should have it tomorrow.",
    "I am sorry about that. I have sent you a replacement; no need to return the broken one.",
    "Thank you for telling us. I have just refunded the amount, it takes about five days to arrive.",
    "I have put an offer together and sent it to your e-mail address.",
)
