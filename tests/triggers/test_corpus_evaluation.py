"""The written corpus as it is read, held free of copies, judged by both stages, and opened five times at the most."""

import pytest
from django.core.management import CommandError, call_command

from triggers.evaluation.copies import near_copies
from triggers.evaluation.final_log import BEGINS
from triggers.evaluation.lessons import lessons
from triggers.evaluation.outcomes import StagedOutcome, judge_messages
from triggers.evaluation.shares import STAGES, corpus_goals, harmless, needing, settled, share
from triggers.evaluation.writers import CORPUS_PARTS, CorpusError, Written, read_part
from triggers.facts import Turn
from triggers.judging import shipped_ruleset
from triggers.meaning.classes import CLASSES

#: Of all messages, so many may be worded alike by two writers: "do you deliver on sundays" is nobody's own.
COPIES = 0.005

EN_1 = """## explicit.plain
a human please / thank you
## accept
C: it fails || A: Shall I get a colleague? || C: go on then
## tempting
A: is what my teacher gave me
my boiler has been making this odd knocking sound
"""
EN_2 = """## legal
My boiler has been making this ODD knocking sound!
## ordinary
ok
"""


@pytest.fixture
def corpus(tmp_path):
    for name, text in {
        "tuning/en-1": EN_1,
        "final/en-2": EN_2,
        "labels/en-1": "person\nnobody\nunsure\nnobody",
    }.items():
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return tmp_path


def test_messages_are_read_with_turns_breaks_and_second_labels(corpus):
    first, accepted, marked, last = read_part("tuning", corpus)
    assert (first.text, first.context, first.language, first.needs_person) == (
        "a human please\nthank you",
        (),
        "en",
        True,
    )
    assert accepted.text == "go on then"
    assert accepted.context == (Turn("user", "it fails"), Turn("bot", "Shall I get a colleague?"))
    assert marked.text == "is what my teacher gave me"
    assert [message.is_disputed for message in (first, accepted, marked, last)] == [False, True, True, False]
    assert [message.line for message in (first, accepted, marked, last)] == [2, 4, 6, 7]
    assert read_part("check", corpus) == ()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("tuning/en-1", "hello\n", "line 1: This message stands under no kind"),
        ("labels/en-1", "person\n", "1 labels for 4 messages"),
        ("labels/en-1", "person nobody maybe nobody", "unknown: .'maybe'"),
    ],
)
def test_what_cannot_be_read_is_said(corpus, name, text, said):
    (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=said):
        read_part("tuning", corpus)


def test_the_head_learns_nothing_disputed_no_answer_to_an_offer_and_nothing_that_a_sealed_writer_wrote_too(corpus):
    assert [message.text for message in lessons(corpus)] == ["a human please\nthank you"]
    (copy,) = near_copies([*read_part("tuning", corpus), *read_part("final", corpus)])
    assert (copy.one.writer, copy.other.writer) == ("en-1", "en-2")
    assert copy.likeness > 0.9


def test_hardly_any_two_writers_wrote_the_same():
    messages = [message for part in CORPUS_PARTS for message in read_part(part)]
    places = [
        f"{each.one.writer}:{each.one.line} {each.other.writer}:{each.other.line}" for each in near_copies(messages)
    ]
    assert len(places) <= COPIES * len(messages), places


def said(**most):
    """What a head says: these classes, and nothing of the others."""
    return dict.fromkeys(CLASSES, 0.0) | most


def test_stages_are_counted_apart_and_together():
    messages = [
        Written("en-1", 1, "explicit.plain", "I want to talk to a human"),
        Written("en-1", 2, "emergency", "the thing in the hall went bang"),
        Written("de-1", 3, "legal", "mein Vetter schreibt euch bald", second="nobody"),
        Written("de-1", 4, "legal", "mein Vetter ist vom Fach"),
        Written("en-1", 5, "smalltalk", "cheers"),
    ]
    told = [said(), said(emergency=0.95), said(), said(legal=0.6), said(nobody=1.0)]
    outcomes = judge_messages(messages, shipped_ruleset(), told, lambda sensitivity, name: (0.5, 0.9))
    kept = settled(outcomes)
    assert [outcome.message.line for outcome in kept] == [1, 2, 4, 5]
    by_stage = {name: share(needing(kept), counted)[:2] for name, counted in STAGES.items()}
    assert by_stage == {"patterns alone": (1, 3), "meaning alone": (1, 3), "both": (2, 3)}
    assert [outcome.is_offered for outcome in kept] == [False, False, True, False]
    goals = {goal.name: (round(goal.figure, 2), goal.state) for goal in corpus_goals(outcomes)}
    assert goals["handed over"] == (0.67, "short")
    assert goals["handed over, weakest language (de)"] == (0.0, "short")
    assert goals["reached, offers counted"] == (1.0, "met")
    assert goals["handed over, wishes for no person"] == (0.0, "no data")
    assert share(harmless(kept), lambda outcome: outcome.is_reached).hits == 0
    assert isinstance(outcomes[0], StagedOutcome)


def test_the_final_part_is_opened_five_times_and_each_is_a_row(corpus, tmp_path, capsys):
    log = tmp_path / "evaluation.md"
    log.write_text(f"# Figures\n\n{BEGINS}\n\nWhat follows stays.\n", encoding="utf-8")
    options = ("--corpus-folder", corpus, "--log", log, "--patterns-only", "--final")
    for number in range(1, 6):
        call_command("evaluate_triggers", *options)
        assert f"Opening {number} of 5" in capsys.readouterr().out
    before = log.read_text(encoding="utf-8")
    rows = [line for line in before.splitlines() if line.startswith("|")][2:]
    assert [row.split("|")[1].strip() for row in rows] == list("12345")
    assert before.endswith("What follows stays.\n")
    with pytest.raises(CommandError, match="was opened 5 times"):
        call_command("evaluate_triggers", *options)
    assert log.read_text(encoding="utf-8") == before
    assert "legal" not in capsys.readouterr().out


def test_errors_are_written_for_reading_of_the_check_part_alone(corpus, tmp_path):
    (corpus / "check").mkdir()
    (corpus / "check" / "en-3.txt").write_text("## legal\nwords that no list holds\n", encoding="utf-8")
    listed = tmp_path / "errors.txt"
    options = ("--corpus-folder", corpus, "--patterns-only", "--errors", listed)
    call_command("evaluate_triggers", "--corpus", "check", *options)
    assert listed.read_text(encoding="utf-8") == "missed | legal | en | none | - | words that no list holds\n"
    with pytest.raises(CommandError, match="check part alone"):
        call_command("evaluate_triggers", "--final", *options)
