"""What the built-in answerer says of itself (greetings, thanks, "I do not know"), and what is small talk. Pure.

In the customer's language, for the reason given in `disclosure.py`.
"""

import re

from conversations.ai.smalltalk_words import FAREWELL, GREETING, THANKS, WORDS
from conversations.terms import fold, plain_apostrophes

__all__ = ["FAREWELL", "GREETING", "TEXTS", "THANKS", "kind_of_talk", "say"]


def _only(listed: str) -> re.Pattern[str]:
    """Match a text of these phrases alone.

    The longest phrase first, and possessive: with ways back, "bye bye bye ... x" would take for ever.
    """
    phrases = "|".join(sorted(listed.split("|"), key=len, reverse=True))
    return re.compile(rf"(?:(?:{phrases})\b|[\W_])++")


_PATTERNS = {kind: _only(listed) for kind, listed in WORDS.items()}
_ANY_TALK = _only("|".join(WORDS.values()))
#: Scripts without spaces: their phrases may follow each other directly.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_UNSPACED_TALK = re.compile(
    "|".join(
        sorted((word for words in WORDS.values() for word in words.split("|") if _UNSPACED.match(word)), key=len)[::-1]
    )
)
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
    """Chinese and Japanese have no spaces between words; the patterns want one after each known one."""
    return _UNSPACED_TALK.sub(r"\g<0> ", text) if _UNSPACED.search(text) else text
