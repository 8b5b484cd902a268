"""A small shop's knowledge base for the tests of search and answers."""

from conversations.models import Article
from conversations.services.articles import ArticleText, save_article

ARTICLES = (
    (
        "Shipping times",
        (
            "We ship from Lyon. Parcels within France arrive in two working days.\n\n"
            "Shipping to the rest of Europe takes four to six working days. We do not ship outside Europe."
        ),
    ),
    (
        "Returns and refunds",
        (
            "You may return any unworn item within 30 days. Print the label from your account page and drop the parcel"
            " at a post office.\n\nRefunds reach your card within five working days after the parcel is back with us."
        ),
    ),
    (
        "Opening hours of the shop",
        "The shop in Lyon is open from Tuesday to Saturday, 10:00 to 19:00. Closed on Sunday and Monday.",
    ),
    ("Ways to pay", "We accept Visa, Mastercard, PayPal and bank transfer. Payment in instalments is not possible."),
    (
        "Sizes",
        (
            "Our boots run small: order one size larger than usual.\n\nThe size table is on each product page, under"
            " the photos."
        ),
    ),
    (
        "Care of leather",
        "Clean leather boots with a damp cloth and feed them with wax twice a year. Never use a dryer.",
    ),
    (
        "Gift cards",
        "Gift cards are sold in 25, 50 and 100 euros. They are valid for two years from the day of purchase.",
    ),
    (
        "Order changes",
        "You can change the delivery address until the parcel leaves our warehouse, usually for two hours.",
    ),
    ("Repairs", "Our workshop resoles boots for 45 euros. A repair takes about three weeks."),
    ("Discounts", "Students get ten percent off with a valid card. Codes cannot be combined."),
)


def open_shop() -> list[Article]:
    """Write every article."""
    return [save_article(text=ArticleText(title=title, body=body)) for title, body in ARTICLES]
