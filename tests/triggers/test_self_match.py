"""A phrase finds itself, however it is typed.

What holds, for every language: any case, with or without accents, any blanks between the words, composed or not.
One typing error in one word of five letters or more: a letter left out, doubled, changed, or changed places with its
neighbour. Of the first letter: doubled, changed places, left out of a word of six or more, and from six letters on
changed to one beside it in its row of a Latin keyboard. Not where the result is a word that the rules or the ordinary
words know ("ß" is two letters). Scripts without spaces have no typing errors of letters; their phrases find themselves
run together or spaced out.
"""

import unicodedata
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Lexicon, PatternError, ScenarioRule, compile_rules
from triggers.matching.characters import normalise_word
from triggers.matching.lexicon import shipped_lexicon

SLOW = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
PLAIN = Lexicon(groups={})

SPACED = {
    "en": "please connect somebody from billing",
    "es": "quisiera hablar con algún compañero rápidamente",
    "de": "möchte sofort einen größeren Ansprechpartner",
    "fr": "j'aimerais être rappelé par un conseiller",
    "it": "perché nessuno risponde più velocemente",
    "pt": "não consigo cancelar a assinatura já",
    "pl": "chciałbym porozmawiać z żywym człowiekiem",
    "nl": "ik wil graag onmiddellijk geholpen worden",
    "sv": "jag vill prata med någon på återförsäljaren",
    "tr": "lütfen gerçek bir görevliye bağlayın",
    "vi": "tôi muốn nói chuyện với nhân viên",
    "ru": "позовите пожалуйста живого оператора",
    "el": "θέλω να μιλήσω με άνθρωπο",
    "ar": "أريد التحدث إلى موظف حقيقي",
    "he": "אני רוצה לדבר עם נציג אנושי",
    "ko": "상담원과 이야기하고 싶어요",
    "hi": "मुझे किसी इंसान से बात करनी है",
}
UNSPACED = {"zh": "我要找真人客服", "ja": "担当者と話したいです", "th": "ขอคุยกับเจ้าหน้าที่"}
ALPHABETS = ("en", "es", "de", "fr", "it", "pt", "pl", "nl", "sv", "ru", "el")


def ruleset_of(phrase, lexicon=PLAIN):
    return compile_rules([ScenarioRule("r", "R", "cancellation", (phrase,))], lexicon=lexicon)


def hears(ruleset, text):
    return decide(ruleset, Facts(text=text)).fired


def finds(phrase, text, lexicon=PLAIN):
    return hears(ruleset_of(phrase, lexicon), text)


def refusal(phrase):
    """The sentence with which a phrase is refused, or nothing."""
    try:
        compile_rules([ScenarioRule("r", "R", "cancellation", (phrase,))], lexicon=PLAIN)
    except PatternError as refused:
        return refused.sentence
    return ""


def bare(text):
    """Without what people leave out; the vowel signs of Hindi and Thai and the marks of Japanese are letters."""
    marks = (c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn" or c > "\u08ff")
    return unicodedata.normalize("NFC", "".join(marks))


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "swapped": str.swapcase,
    "folded": str.casefold,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "without accents": bare,
    "doubled spaces": lambda text: text.replace(" ", "  "),
    "tabs and hard spaces": lambda text: text.replace(" ", "\t\u00a0"),
    "marks around": lambda text: f"  «{text}»!!  ",
    "commas": lambda text: text.replace(" ", ", "),
    "within a sentence": lambda text: f"xyz {text} zyx",
}


def test_in_every_language_a_phrase_finds_itself():
    lost = []
    for language, phrase in (SPACED | UNSPACED).items():
        ruleset = ruleset_of(phrase)
        lost += [(language, way) for way, typed in WAYS.items() if not hears(ruleset, typed(phrase))]
    assert lost == []


@pytest.mark.parametrize("language", UNSPACED)
def test_without_spaces_a_phrase_finds_itself_spaced_out_and_run_together(language):
    phrase = UNSPACED[language]
    assert finds(phrase, " ".join(phrase)) or language == "th", "a Thai vowel sign belongs to its letter"
    assert finds(phrase, f"您好{phrase}谢谢")
    assert finds(" ".join(phrase), phrase) or language == "th"


def spoilt(word, at, letter, way):
    """The word with one letter left out, doubled, changed, or swapped with the next; the first one stays."""
    at = 1 + at % (len(word) - 2)
    return (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )[way]


def misspelt(language):
    """The language's phrase with one error, in every place and of every way."""
    words = SPACED[language].split()
    letter = {"ru": "щ", "el": "ξ"}.get(language, "x")
    for place, word in enumerate(words):
        if len(normalise_word(word)) < 5 or "'" in word:
            continue
        for at, way in product([at for at in range(len(word) - 2) if word[at + 1] != "ß"], range(4)):
            yield " ".join([*words[:place], spoilt(word, at, letter, way), *words[place + 1 :]])


@pytest.mark.parametrize("language", ALPHABETS)
def test_in_every_alphabet_one_typing_error_is_forgiven(language):
    ruleset, texts = ruleset_of(SPACED[language]), [*misspelt(language)]
    assert len(texts) > 20
    assert [text for text in texts if not hears(ruleset, text)] == []


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("operator", "oeprator"), ("operator", "poerator"), ("operator", "ooperator"), ("operator", "perator"),
        ("operator", "iperator"), ("operator", "xoperator"), ("agent", "gaent"), ("agent", "aagent"),
        ("cancel", "vancel"), ("refund", "tefund"),
    ],
)  # fmt: skip
def test_the_first_letter_may_slip(phrase, text):
    assert finds(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("house", "mouse"),
        ("order", "elder"),
        ("furious", "curious"),
        ("racial", "facial"),
        ("cat", "cta"),
        ("agent", "gent"),
    ],
)
def test_another_word_is_not_a_typing_error(phrase, text):
    assert not finds(phrase, text)


WORD = st.from_regex(r"[a-z]{2,9}", fullmatch=True)


@SLOW
@given(
    st.lists(WORD, min_size=1, max_size=4, unique=True),
    st.from_regex(r"[b-y]{5,12}", fullmatch=True),
    st.integers(0, 20),
    st.sampled_from("aeiz"),
    st.integers(0, 3),
)
def test_any_word_of_five_letters_may_hold_one_error(words, long_word, at, letter, way):
    wrong = spoilt(long_word, at, letter, way)
    assume(wrong not in words)
    assert finds(" ".join([*words, long_word]), " ".join([*words, wrong]))


LETTER = st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Lm", "Nd"))
ANY_WORD = st.text(LETTER, min_size=1, max_size=8)
ANY_PHRASE = st.lists(ANY_WORD, min_size=1, max_size=5).map(" ".join)


@settings(SLOW, max_examples=300)
@given(ANY_PHRASE)
@example("ŉ ǰ ß ﬁ")
@example("a b c d abcd")
@example("0\U0002f800")
def test_letters_of_any_script_find_themselves(phrase):
    assume(not refusal(phrase))
    for way in ("as it is", "decomposed", "composed", "doubled spaces", "tabs and hard spaces"):
        assert finds(phrase, WAYS[way](phrase)), way
    # A few letters have no way back from capitals ("ı" becomes "I"); everybody else's do.
    if phrase.upper().casefold() == phrase.casefold():
        assert finds(phrase, phrase.upper())


@SLOW
@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cs"]), min_size=1, max_size=40)
)
@example("St. Louis")
@example("c/o me & you")
@example("24/7 - 365")
@example("a@b.c wrote")
def test_what_is_accepted_as_a_phrase_without_signs_finds_itself(text):
    assume(not set(text) & set('[]()|^$#@~"“”«»„「」') and "..." not in text and "…" not in text)
    assert refusal(text) or finds(text, text)


def test_among_the_shipped_words_too_a_phrase_finds_itself():
    lexicon = shipped_lexicon()
    for phrase in [*SPACED.values(), *UNSPACED.values()]:
        assert finds(phrase, phrase.upper(), lexicon)
