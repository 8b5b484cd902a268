"""What the built-in answerer says of itself: greetings, thanks, "I don't know". Pure.

In the customer's language, for the reason given in `disclosure.py`.
"""

import re

from conversations.terms import fold, plain_apostrophes

GREETING, THANKS, FAREWELL = "greeting", "thanks", "farewell"

_WORDS = {
    GREETING: (
        "hi|hello|hey|hiya|howdy|yo|good morning|good afternoon|good evening|good day|hi there|hello there|hola"
        "|buenas|buenos dias"
        "|buenas tardes|buenas noches|hallo|guten tag|guten morgen|guten abend|moin|servus|gruss gott|bonjour"
        "|bonsoir|salut|coucou"
        "|ciao|buongiorno|buonasera|salve|ola|oi|bom dia|boa tarde|boa noite|czesc|dzien dobry|dobry wieczor|witam|hej"
        "|goedemorgen|goedemiddag|goedenavond|hoi|dag|你好|您好|嗨|how are you|hows it going|que tal|wie gehts|ca va"
    ),
    THANKS: (
        "thanks|thank you|thx|ty|cheers|many thanks|thanks a lot|thank you so much|thank you very much|great|perfect"
        "|awesome|ok|okay|got it|cool|gracias|muchas gracias|danke|vielen dank|dankeschon|danke schon|super|merci"
        "|merci beaucoup|grazie|grazie mille|obrigado|obrigada|muito obrigado|muito obrigada|dzieki|dziekuje"
        "|bardzo dziekuje|bedankt"
        "|dank je|dank u|dankjewel|谢谢|好的|多谢|that helps|that helped|very helpful"
    ),
    FAREWELL: (
        "bye|goodbye|good night|see you|bye bye|have a nice day|have a good day|have a great day|adios|hasta luego"
        "|tschuss|auf wiedersehen"
        "|au revoir|a bientot|arrivederci|tchau|ate logo|do widzenia|pa|tot ziens|doei|再见|拜拜"
    ),
}


def _only(listed: str) -> re.Pattern[str]:
    """Match a text of these phrases alone.

    The longest phrase first, and possessive: with ways back, "bye bye bye ... x" would take for ever.
    """
    phrases = "|".join(sorted(listed.split("|"), key=len, reverse=True))
    return re.compile(rf"(?:(?:{phrases})\b|[\W_])++")


_PATTERNS = {kind: _only(listed) for kind, listed in _WORDS.items()}
_ANY_TALK = _only("|".join(_WORDS.values()))
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_CHINESE_TALK = re.compile(r"(你好|您好|谢谢|好的|多谢|再见|拜拜|嗨)")
_LETTER = re.compile(r"\w")

TEXTS = {
    "en": {
        GREETING: "Hello! How can I help you?",
        THANKS: "You're welcome! Is there anything else I can help with?",
        FAREWELL: "Goodbye, and have a good day!",
        "unknown": "I'm sorry, I don't have an answer to that. You can ask for a person at any time.",
    },
    "es": {
        GREETING: "¡Hola! ¿En qué puedo ayudarle?",
        THANKS: "¡De nada! ¿Puedo ayudarle en algo más?",
        FAREWELL: "¡Adiós, que tenga un buen día!",
        "unknown": "Lo siento, no tengo una respuesta a eso. Puede pedir una persona en cualquier momento.",
    },
    "de": {
        GREETING: "Hallo! Wie kann ich Ihnen helfen?",
        THANKS: "Gern geschehen! Kann ich sonst noch helfen?",
        FAREWELL: "Auf Wiedersehen und einen schönen Tag!",
        "unknown": "Das weiß ich leider nicht. Sie können jederzeit nach einem Menschen fragen.",
    },
    "fr": {
        GREETING: "Bonjour ! Comment puis-je vous aider ?",
        THANKS: "Avec plaisir ! Puis-je vous aider pour autre chose ?",
        FAREWELL: "Au revoir et bonne journée !",
        "unknown": "Désolé, je n'ai pas de réponse à cela. Vous pouvez demander une personne à tout moment.",
    },
    "it": {
        GREETING: "Salve! Come posso aiutarla?",
        THANKS: "Prego! Posso aiutarla in altro?",
        FAREWELL: "Arrivederci e buona giornata!",
        "unknown": "Mi dispiace, non ho una risposta a questo. Può chiedere di una persona in qualsiasi momento.",
    },
    "pt": {
        GREETING: "Olá! Como posso ajudar?",
        THANKS: "De nada! Posso ajudar em mais alguma coisa?",
        FAREWELL: "Até logo e tenha um bom dia!",
        "unknown": "Desculpe, não tenho resposta para isso. Pode pedir uma pessoa a qualquer momento.",
    },
    "pl": {
        GREETING: "Dzień dobry! W czym mogę pomóc?",
        THANKS: "Nie ma za co! Czy mogę pomóc w czymś jeszcze?",
        FAREWELL: "Do widzenia i miłego dnia!",
        "unknown": "Przepraszam, nie znam odpowiedzi. W każdej chwili można poprosić o człowieka.",
    },
    "nl": {
        GREETING: "Hallo! Waarmee kan ik u helpen?",
        THANKS: "Graag gedaan! Kan ik nog ergens mee helpen?",
        FAREWELL: "Tot ziens en een fijne dag!",
        "unknown": "Sorry, daar heb ik geen antwoord op. U kunt altijd naar een medewerker vragen.",
    },
    "zh": {
        GREETING: "您好！请问有什么可以帮您？",
        THANKS: "不客气！还有什么可以帮您的吗？",
        FAREWELL: "再见，祝您愉快！",
        "unknown": "抱歉，我没有这个问题的答案。您可以随时要求真人客服。",
    },
}


def kind_of_talk(text: str) -> str:
    """Return greeting, thanks or farewell when the text is nothing else, else an empty string."""
    plain = _pad(fold(plain_apostrophes(text[:200], "")).strip())
    if len(text) > 200 or not _LETTER.search(plain):
        return ""
    kind = next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(plain)), "")
    # "hi, thanks, bye": several kinds in one; the last word counts.
    return kind or (FAREWELL if _ANY_TALK.fullmatch(plain) else "")


def say(what: str, language: str) -> str:
    """Return one of our own sentences; English for other languages."""
    return TEXTS.get(language[:2].lower(), TEXTS["en"])[what]


def _pad(text: str) -> str:
    """Chinese has no spaces between words; the patterns want one after each known one."""
    return _CHINESE_TALK.sub(r"\1 ", text) if _CHINESE.search(text) else text
