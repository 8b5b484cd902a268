"""Word groups: which are in force, who names them, and what the engine refuses in them."""

import pytest

from tests.factories.triggers import PhraseFactory
from triggers.matching.lexicon import shipped_lexicon
from triggers.models import WordGroup
from triggers.services.groups import GroupError, check_words, groups_in_force, list_groups, named_in, usage_of

pytestmark = pytest.mark.django_db


def test_all_groups_in_force_are_listed_with_their_state() -> None:
    WordGroup.objects.create(name="person", words="person\nhuman being")
    WordGroup.objects.create(name="beast", words="elefant")
    WordGroup.objects.create(name="talk", words="\n".join(shipped_lexicon().groups["talk"]))
    PhraseFactory.create(text="talk to a [beast] or [@beast|person]")
    PhraseFactory.create(text="call the (@beast) now")
    found = {row.name: row for row in list_groups()}
    assert found.keys() == {*shipped_lexicon().groups, "beast"}
    assert [found[name].state for name in ("person", "beast", "talk", "staff")] == [
        "changed", "own", "shipped", "shipped",
    ]  # fmt: skip
    assert (found["beast"].phrase_count, found["staff"].phrase_count) == (2, 0)
    assert found["beast"].row_id
    assert found["staff"].row_id is None
    assert groups_in_force()["person"] == ("person", "human being")
    assert {row.name for row in list_groups("EleFANT")} == {"beast"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("talk to [human]", {"human"}),
        ("talk to [ human ] (@det) @me", {"human", "det", "me"}),
        ("[@talk|speak] to you", {"talk"}),
        ("(please) call", set()),
        ("plain words", set()),
    ],
)
def test_names_in_a_text(text: str, names: set[str]) -> None:
    assert named_in(text) == names


def test_who_uses_a_group() -> None:
    WordGroup.objects.create(name="beast", words="elephant")
    WordGroup.objects.create(name="zoo", words="the @beast house")
    for number in range(25):
        PhraseFactory.create(text=f"feed {number} [beast]")
    PhraseFactory.create(text="beast mode")
    usage = usage_of("beast")
    assert (usage.phrase_count, len(usage.examples), usage.groups) == (25, 20, ("zoo",))
    assert not usage_of("nothing").is_used


@pytest.mark.parametrize(
    ("words", "line", "sentence"),
    [
        ("elephant\n[giraffe", 2, "never closed"),
        ("# big ones\nelephant\n@nosuch", 3, "no word group called nosuch"),
        ("elephant ... trunk", 1, "can't contain gaps"),
        ("^ elephant $", 1, "can't contain gaps"),
        ("elephant|(giraffe)", 1, "would match every message"),
        ("elephant\n@beast", 2, "would contain itself: @beast → @beast"),
        ("elephant\nthe [@zoo|house]", 2, "would contain itself: @beast → @zoo → @beast"),
        ("\n# nothing\n", 0, "at least one word"),
    ],
)
def test_what_the_engine_refuses_is_named_with_its_line(words: str, line: int, sentence: str) -> None:
    WordGroup.objects.create(name="zoo", words="the @beast house")
    WordGroup.objects.create(name="beast", words="lion")
    with pytest.raises(GroupError, match=sentence) as refused:
        check_words(name="beast", words=words)
    assert refused.value.line == line


def test_good_words_are_returned_one_by_one() -> None:
    found = check_words(name="beast", words="elephant | giraffe\n\n# far away\n(big) @person")
    assert found == ["elephant", "giraffe", "(big) @person"]


@pytest.mark.parametrize("name", sorted(shipped_lexicon().groups))
def test_every_shipped_group_would_be_accepted(name: str) -> None:
    words = shipped_lexicon().groups[name]
    assert check_words(name=name, words="\n".join(words)) == list(words)
