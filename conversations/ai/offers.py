"""The offer of a person that ends an AI's message, and the customer's yes or no to it, in sixteen languages. Pure.

The sentences are the desk's own: so an answer to one can be told from an answer to anything else, in any language, and
whatever else the message says. They follow the customer's language, for the reason given in `disclosure.py`.
"""

import unicodedata

from conversations.terms import fold

OFFERS = {
    "en": "Would you like to talk to a person from our team? Just answer “yes”.",
    "es": "¿Quiere hablar con una persona de nuestro equipo? Basta con que responda «sí».",
    "de": "Möchten Sie mit einem Menschen aus unserem Team sprechen? Antworten Sie einfach mit „ja“.",
    "fr": "Souhaitez-vous parler à une personne de notre équipe ? Répondez simplement « oui ».",
    "it": "Vuole parlare con una persona del nostro team? Basta rispondere «sì».",
    "pt": "Quer falar com uma pessoa da nossa equipe? Basta responder “sim”.",
    "nl": "Wilt u met iemand van ons team spreken? Antwoord gewoon met ‘ja’.",
    "pl": "Czy chce Pan/Pani porozmawiać z człowiekiem z naszego zespołu? Wystarczy odpowiedzieć „tak”.",
    "zh": "您想和我们团队的真人客服沟通吗？回复“是”即可。",
    "tr": "Ekibimizden biriyle görüşmek ister misiniz? “Evet” yazmanız yeterli.",
    "ru": "Хотите поговорить с сотрудником нашей команды? Просто ответьте «да».",
    "ar": "هل تودّ التحدث إلى شخص من فريقنا؟ يكفي أن تجيب بـ «نعم».",
    "hi": "क्या आप हमारी टीम के किसी व्यक्ति से बात करना चाहेंगे? बस “हाँ” लिख दीजिए।",
    "ja": "スタッフとお話しになりますか？ご希望の場合は「はい」とお返事ください。",
    "ko": "저희 상담원과 이야기하시겠어요? 원하시면 “네”라고 답해 주세요.",
    "id": "Apakah Anda ingin berbicara dengan anggota tim kami? Cukup balas “ya”.",
}
#: Letters that only some languages are written in: whose they are where nothing else tells the language.
SCRIPTS = (
    ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("CJK", "zh"), ("CYRILLIC", "ru"), ("ARABIC", "ar"),
    ("DEVANAGARI", "hi"),
)  # fmt: skip
#: An answer to the offer has at most so many words; in scripts without spaces, so many characters.
MOST_WORDS, MOST_CHARACTERS = 8, 16
_READ = 120

# A yes that is nothing else, language by language in the order of `OFFERS`.
_YES = (
    "yes|yeah|yep|yup|ya|yess|please|pls|sure|of course|definitely|absolutely|go ahead|why not|y|i would|i do|id like",
    "si|claro|por favor|porfa|porfavor|me gustaria|quiero|desde luego|por supuesto|sip",
    "ja|jo|jawohl|klar|gerne|gern|bitte|naturlich|auf jeden fall|mochte ich|jep|jap",
    "oui|ouais|svp|stp|sil vous|s il vous plait|sil te|s il te plait|volontiers|bien sur|avec plaisir|je veux bien",
    "si|certo|per favore|volentieri|certamente|perfavore|magari|grazie si",
    "sim|por favor|claro|quero|com certeza|pode ser|gostaria|isso",
    "ja|graag|alsjeblieft|alstublieft|aub|zeker|natuurlijk",
    "tak|poprosze|prosze|jasne|chetnie|pewnie|oczywiscie|chce",
    "是|是的|要|需要|想|好啊|麻烦|请|对|当然|可以的",
    "evet|lutfen|tabii|tabi|isterim|elbette|olur|e|ewet",
    "да|пожалуиста|конечно|давайте|давай|хочу|ага|хотелось бы|угу",
    "نعم|من فضلك|لو سمحت|اكيد|ايوه|ايوة|ايه|طبعا|ياريت|اريد|بالتاكيد",
    "हां|हा|हाँ|जी|जी हां|जी हाँ|कृपया|बिल्कुल|haan|haa|ji|ji haan|kripya|bilkul",
    "はい|お願い|おねがい|ぜひ|うん|ええ|希望し",
    "네|예|넵|넹|응|부탁|좋아요|그래요|원해요|연결해",
    "ya|iya|mau|tolong|boleh|silakan|tentu|iyaa|ya tolong|yes",
)
# A word that agrees, or only says "heard": with thanks beside it, it is a goodbye.
_OK = (
    "ok|okay|okey|oke|okeh|k|kk|fine|alright|all right|good|great|vale|bueno|dale|va bene|in ordnung|einverstanden",
    "passt|d accord|daccord|ca marche|bom|ta bom|beleza|prima|is goed|goed|dobrze|dobra|zgoda|tamam|tamamdır",
    "хорошо|ок|окей|ладно|добро|حسنا|تمام|ماشي|اوكي|ठीक है|ठीक|theek hai|thik hai|baik|oke deh|好|好的|行|可以",
    "오케이|ㅇㅋ|ㅇㅇ|オーケー|オッケー|了解です|👍|👌|✅|🆗",
)
_NO = (
    "no|nope|nah|not now|not needed|no need|dont|never mind|nevermind|non|nein|ne|nee|nao|nie|hayır|hayir|yok",
    "gerek yok|нет|не|لا|ليس|नहीं|नही|मत|nahi|nahin|tidak|nggak|gak|ga|ngga|enggak|tak usah|jangan|nicht|niente",
    "pas besoin|不|不用|没|別|别|いいえ|いや|いらない|結構|大丈夫|아니|아뇨|괜찮|필요 없|됐|👎|🙅|❌",
)
_THANKS = (
    "thanks|thank you|thx|ty|cheers|gracias|danke|dankeschon|merci|grazie|obrigado|obrigada|bedankt|dank|dzieki",
    "dziekuje|谢谢|多谢|teşekkürler|teşekkür|sağol|sağ ol|спасибо|благодарю|شكرا|धन्यवाद|शुक्रिया|shukriya",
    "dhanyavad|ありがとう|감사|고마|makasih|terima kasih|🙏|❤️",
)
#: From here on a letter is a word of its own, or its word has no spaces around it.
_SPACELESS = (
    ("\u3040", "\u30ff"),
    ("\u3400", "\u9fff"),
    ("\u1100", "\u11ff"),
    ("\u3130", "\u318f"),
    ("\uac00", "\ud7af"),
)


def _plain(text: str) -> str:
    """Return the text folded, without marks, in words with single spaces; signs and pictures are words."""
    folded = fold(text[:_READ]).replace("'", "").replace("’", "")
    kept = (sign if _is_word(sign) else "" if unicodedata.category(sign) in {"Mn", "Cf"} else " " for sign in folded)
    return " ".join("".join(kept).split())


def _is_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign) in {"Mc", "So", "Sk"}


def _phrases(*lines: str) -> tuple[str, ...]:
    found = {_plain(phrase) for line in lines for phrase in line.split("|")}
    return tuple(sorted(found - {""}, key=lambda phrase: (-len(phrase), phrase)))


YES, OK, NO, THANKS = _phrases(*_YES), _phrases(*_OK), _phrases(*_NO), _phrases(*_THANKS)
_ENDINGS = tuple(OFFERS.values())


def offer_text(language: str, text: str = "") -> str:
    """Return the offer in the customer's language; by the letters of their `text` where it is unknown, else English."""
    short = language[:2].lower()
    return OFFERS.get(short) or OFFERS[_language_of_letters(text)]


def ends_with_offer(text: str) -> bool:
    """Return whether a message of the AI ends with our offer, in whichever language."""
    return text.rstrip().endswith(_ENDINGS)


def accepts_offer(text: str) -> bool:
    """Return whether these words, right after the offer, are a yes: "yes please", "ok", "да", "お願いします".

    A long message says something of its own; the rules judge it. "Ok, thanks" ends a talk.
    """
    plain = _plain(text)
    if len(text) > _READ or not plain or _begins(plain, NO) or not _is_short(plain):
        return False
    return _begins(plain, YES) or (_begins(plain, OK) and not _holds(plain, THANKS))


def declines_offer(text: str) -> bool:
    """Return whether these words, right after the offer, are a no."""
    plain = _plain(text)
    return _begins(plain, NO) and _is_short(plain)


def _begins(plain: str, phrases: tuple[str, ...]) -> bool:
    return any(
        plain == phrase or plain.startswith(phrase if _is_spaceless(phrase[-1]) else phrase + " ") for phrase in phrases
    )


def _holds(plain: str, phrases: tuple[str, ...]) -> bool:
    padded = f" {plain} "
    return any((phrase if _is_spaceless(phrase[-1]) else f" {phrase} ") in padded for phrase in phrases)


def _is_short(plain: str) -> bool:
    if any(map(_is_spaceless, plain)):
        return len(plain.replace(" ", "")) <= MOST_CHARACTERS * (3 if _is_jamo(plain) else 1)
    return len(plain.split()) <= MOST_WORDS


def _is_spaceless(sign: str) -> bool:
    return any(first <= sign <= last for first, last in _SPACELESS) or unicodedata.category(sign) in {"So", "Sk"}


def _is_jamo(plain: str) -> bool:
    """Whether folding has taken syllables of Korean apart into their letters."""
    return any("\u1100" <= sign <= "\u11ff" for sign in plain)


def _language_of_letters(text: str) -> str:
    names = [unicodedata.name(sign, "") for sign in text[:_READ] if sign.isalpha()]
    counts = {language: sum(name.startswith(script) for name in names) for script, language in SCRIPTS}
    kana = sum(name.startswith(("HIRAGANA", "KATAKANA")) for name in names)
    if kana >= 2:
        return "ja"
    language = max(counts, key=lambda each: counts[each])
    return language if counts[language] * 2 > len(names) else "en"
