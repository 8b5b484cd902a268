"""Saying what we are: the sentence that opens an AI's turn at speech, and the true answer to "are you human?".

The law asks for both (EU AI Act, article 50(1)), so neither is left to a model. The texts stand here and not in the
translation catalogues because they follow the customer's language, not that of a reader of the interface, and must be
there even where no catalogue was compiled.
"""

from conversations.ai.identity import asks_whether_human

__all__ = ["asks_whether_human", "disclosure_text", "truthful_answer"]

DISCLOSURES = {
    "en": "Hello, I'm {ai}the AI assistant of {business}. A person from our team is available too: just ask.",
    "es": "Hola, soy {ai}el asistente de IA de {business}. "
    "También puede atenderle una persona de nuestro equipo: solo tiene que pedirlo.",
    "de": "Hallo, ich bin {ai}der KI-Assistent von {business}. "
    "Auch ein Mensch aus unserem Team ist für Sie da: Sagen Sie einfach Bescheid.",
    "fr": "Bonjour, je suis {ai}l'assistant IA de {business}. "
    "Une personne de notre équipe est aussi disponible : il suffit de le demander.",
    "it": "Ciao, sono {ai}l'assistente IA di {business}. "
    "È disponibile anche una persona del nostro team: basta chiedere.",
    "pt": "Olá, sou {ai}o assistente de IA de {business}. "
    "Também há uma pessoa da nossa equipe à disposição: basta pedir.",
    "pl": "Dzień dobry, jestem {ai}asystentem AI firmy {business}. "
    "Do dyspozycji jest też człowiek z naszego zespołu: wystarczy poprosić.",
    "nl": "Hallo, ik ben {ai}de AI-assistent van {business}. "
    "Er is ook een medewerker van ons team beschikbaar: vraag er gerust om.",
    "zh": "您好，我是{ai}{business}的AI助手。我们的团队也有真人为您服务，需要时请告诉我。",
}  # fmt: skip
#: What stands between the AI's name and what it is, where that is no comma and blank.
AFTER_NAME = {"zh": "，"}
TRUTHFUL_ANSWERS = {
    "en": "I'm an AI assistant for {business}, not a person. If you'd rather talk to a person, just say so.",
    "es": "Soy un asistente de IA de {business}, no una persona. Si prefiere hablar con una persona, dígamelo.",
    "de": "Ich bin ein KI-Assistent von {business}, kein Mensch. "
    "Wenn Sie lieber mit einem Menschen sprechen, sagen Sie es einfach.",
    "fr": "Je suis un assistant IA de {business}, pas une personne. "
    "Si vous préférez parler à une personne, dites-le-moi.",
    "it": "Sono un assistente IA di {business}, non una persona. Se preferisce parlare con una persona, me lo dica.",
    "pt": "Sou um assistente de IA de {business}, não uma pessoa. Se preferir falar com uma pessoa, é só dizer.",
    "pl": "Jestem asystentem AI firmy {business}, nie człowiekiem. "
    "Jeśli woli Pan/Pani rozmowę z człowiekiem, proszę napisać.",
    "nl": "Ik ben een AI-assistent van {business}, geen mens. Spreekt u liever met een mens, zeg het dan gerust.",
    "zh": "我是{business}的AI助手，不是真人。如果您想和真人交谈，请告诉我。",
}  # fmt: skip


def disclosure_text(language: str, business_name: str, ai_name: str = "") -> str:
    """Return the opening that says that an AI speaks and that a person is available; English for other languages.

    `ai_name`: what the AI is called; it says so beside being an AI, never instead.
    """
    return _fill(DISCLOSURES, language, business_name, ai_name)


def truthful_answer(language: str, business_name: str) -> str:
    """Return the true answer to "are you human?"; English for other languages."""
    return _fill(TRUTHFUL_ANSWERS, language, business_name)


def _fill(texts: dict[str, str], language: str, business_name: str, ai_name: str = "") -> str:
    short = language[:2].lower()
    text = texts.get(short, texts["en"])
    named = " ".join(ai_name.split())
    text = text.replace("{ai}", named and f"{named}{AFTER_NAME.get(short, ', ')}")
    return text.replace("{business}", " ".join(business_name.split()) or "Handoff Desk")
