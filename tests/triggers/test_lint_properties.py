"""What the linter claims of two phrases is true of sentences: it never calls a phrase superfluous that is needed."""

from itertools import chain
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from triggers.linting.book import PhraseBook
from triggers.matching import Lexicon, ScenarioRule, compile_rules, read
from triggers.matching.pattern import Alternatives, Anchor, Gap, GroupName, LiteralWord, parse
from triggers.matching.rules import as_phrase

LEXICON = Lexicon(
    {
        "colour": ("red", "blue", "dark red"),
        "thing": ("lamp", "[@colour] lamp", "chair"),
        "filler": ("hello", "dear team"),
    }
)
WORDS = ("red", "blue", "dark", "lamp", "chair", "hello", "team")
word = st.sampled_from(WORDS)
some_words = st.lists(word, min_size=1, max_size=2).map(" ".join)
option = st.one_of(some_words, st.sampled_from(("@colour", "@thing", "dark @thing")))
choice = st.lists(option, min_size=1, max_size=3).map("|".join)
solid = st.one_of(word, word, choice.map("[{}]".format), st.just("[@thing]"))
loose = st.one_of(solid, choice.map("({})".format), st.sampled_from(("...1", "...2")))
middle = st.tuples(solid, st.lists(loose, max_size=1).map(" ".join), solid).map(" ".join)


@st.composite
def patterns(draw):
    """A pattern that can be read; most are short, so that two of them often meet."""
    start, end = draw(st.sampled_from(("", "", "", "^ ", "^^ "))), draw(st.sampled_from(("", "", "", " $", " $$")))
    return f"{start}{draw(st.one_of(solid, middle))}{end}"


@st.composite
def sentences(draw, pattern):
    """A message in which the pattern is found: any of its sequences, any of its alternatives, any words in gaps."""
    sequence = draw(st.sampled_from(parse(pattern, LEXICON.groups)))
    marks = {part.mark for part in sequence if isinstance(part, Anchor)}
    said = [text for part in sequence for text in draw(_say(part))]
    before = [] if marks & {"^", "^^"} else draw(st.lists(word, max_size=2))
    after = [] if marks & {"$", "$$"} else draw(st.lists(word, max_size=2))
    first = "" if "^^" in marks else draw(st.sampled_from(("", "Chair here. ")))
    last = "" if "$$" in marks else draw(st.sampled_from(("", ". Lamp there")))
    return f"{first}{' '.join([*before, *said, *after])}{last}"


def _say(part):
    if isinstance(part, LiteralWord):
        return st.just([part.text])
    if isinstance(part, Gap):
        return st.lists(word, max_size=part.limit)
    if isinstance(part, Alternatives):
        options: list[Any] = list(part.options)
    elif isinstance(part, GroupName):
        options = [found for text in LEXICON.groups[part.name] for found in parse(text, LEXICON.groups)]
    else:
        return st.just([])
    said = [st.tuples(*map(_say, option)).map(lambda pieces: list(chain(*pieces))) for option in options]
    return st.one_of(said)


def finds(pattern, text):
    rule = ScenarioRule("one", "one", "sensitive", phrases=(pattern,))
    return bool(read(compile_rules([rule], lexicon=LEXICON), text).of("one"))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_covers_a_phrase_is_found_in_every_sentence_of_it(data):
    texts = data.draw(st.lists(patterns(), min_size=2, max_size=8, unique=True))
    book = PhraseBook([ScenarioRule("one", "one", "sensitive", phrases=tuple(texts))], LEXICON)
    for number, text in enumerate(texts):
        covering = [texts[other] for other in sorted(book.covering(number).by)]
        if covering:
            sentence = data.draw(sentences(text))
            assert finds(text, sentence), "else the sentence is none of the phrase's"
            for other in covering:
                assert finds(other, sentence), f"{other!r} was said to find all of {text!r}"


@settings(max_examples=60, deadline=None)
@given(patterns())
def test_the_example_of_a_phrase_is_one(pattern):
    book = PhraseBook([ScenarioRule("one", "one", "sensitive", phrases=(pattern,))], LEXICON)
    assert finds(pattern, book.example(book.entries[0]))


@settings(max_examples=60, deadline=None)
@given(patterns())
def test_a_phrase_is_covered_by_itself_in_other_clothes(pattern):
    clothes = pattern.upper().replace("@COLOUR", "@colour").replace("@THING", "@thing").replace(" ", "  ")
    assume(clothes != pattern)
    rules = [ScenarioRule("one", "one", "sensitive", phrases=(pattern, clothes))]
    book = PhraseBook(rules, LEXICON)
    assert book.entries[0].shape == book.entries[1].shape
    assert 1 in book.covering(0).by
    assert as_phrase(pattern) == book.entries[0].phrase
