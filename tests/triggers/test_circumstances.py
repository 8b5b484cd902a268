"""What a decision knew is kept with the message: later the same facts come out of it, whatever has happened since."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from conversations.enums import Direction, Floor
from conversations.lengths import LONGEST_READ
from conversations.models import AiTurn, Conversation, Lead, Message, Tag
from routing.services import desk
from tests.factories.routing import CalendarFactory, SlaPolicyFactory
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, set_stage
from tests.flows.test_life import CUSTOMERS, WORDS, Life
from triggers.engine import decide
from triggers.facts import Facts, MeaningClass, NearExample, ReadMeaning, Turn, facts_from_json
from triggers.models import Detection
from triggers.services.detections import facts_at
from triggers.services.rules import active_ruleset

ROLES = {"lead": "user", "ai": "bot", "agent": "agent", "system": "agent"}
LONG = "My parcel is late and nobody has told me why. " * 120


def as_text(facts: Facts | None) -> str:
    assert facts is not None
    return json.dumps(facts.as_json(), sort_keys=True, ensure_ascii=True)


def seen_through_rows(conversation: Conversation, message: Message, **fields: Any) -> Facts:
    """The facts of a message as plain queries find them right after it came; tags and lead as they were before."""
    earlier = conversation.messages.exclude(direction=Direction.NOTE).filter(
        version__gt=conversation.ai_since_version, version__lt=message.version
    )
    newest = list(earlier.order_by("-version")[:12])
    waiting = None
    for line in reversed(newest):
        waiting = (waiting or line.created_at) if line.author == "lead" else None
    return Facts(
        text=message.body[:LONGEST_READ],
        lang=conversation.language,
        context=tuple(Turn(ROLES[line.author], line.body[:LONGEST_READ]) for line in reversed(newest)),  # type: ignore[arg-type]
        channel=conversation.account.kind,
        is_open=True,
        unanswered_minutes=int((message.created_at - waiting).total_seconds() // 60) if waiting else 0,
        **fields,
    )


def fired(facts: Facts | None) -> set[tuple[str, float, bool]]:
    assert facts is not None
    decision = decide(active_ruleset(), facts)
    return {(found.key, found.score, found.key == decision.scenario) for found in decision.results if found.fired}


class JudgedLife(Life):
    """The life of conversations, with a note of what was known at each decision."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: dict[Any, str] = {}

    @rule(
        text=st.one_of(WORDS, st.sampled_from([LONG, "I want my money back!!", "nobody answers me"])),
        customer=CUSTOMERS,
    )
    def customer_writes(self, text: str, customer: str) -> None:
        """Note, before and after, all that a decision on this message may know."""
        before = Conversation.objects.filter(lead__identities__external_id=customer).first()
        tags = frozenset(before.tags.values_list("slug", flat=True)) if before else frozenset()
        lead = before.lead if before else Lead()
        known = {
            "tags": tags,
            "is_vip": lead.is_vip,
            "has_owner": lead.owner_id is not None,
            "lead_class": (before.lead_class or lead.lead_class) if before else "",
        }
        super().customer_writes(text, customer)
        conversation = self.stage.conversation(customer)
        message = conversation.messages.filter(direction=Direction.INBOUND).latest("version")
        if message.judged is not None:
            attempts = conversation.failed_attempts
            facts = seen_through_rows(conversation, message, failed_attempts=attempts, **known)
            self.expected[message.pk] = as_text(facts)

    @precondition(lambda self: self.said)
    @rule(customer=CUSTOMERS, vip=st.booleans(), lead_class=st.sampled_from(["", "hot", "cold"]))
    def people_learn_of_the_customer(self, customer: str, vip: bool, lead_class: str) -> None:
        found = Conversation.objects.filter(lead__identities__external_id=customer)
        Lead.objects.filter(identities__external_id=customer).update(
            is_vip=vip, lead_class=lead_class, owner=self.stage.ana if vip else None
        )
        tag, _ = Tag.objects.get_or_create(slug="regular", defaults={"name": "Regular"})
        for conversation in found:
            conversation.tags.set([tag] if vip else [])
            Conversation.objects.filter(pk=conversation.pk).update(language="de" if vip else "")

    def teardown(self) -> None:
        try:
            self.check_all()
        finally:
            super().teardown()

    def check_all(self) -> None:
        """At the end of the life: each judged message still has its facts, and they decide as they did."""
        for message in Message.objects.filter(direction=Direction.INBOUND):
            if message.judged is None:
                assert facts_at(message) is None
                continue
            assert as_text(facts_at(message)) == self.expected[message.pk]
            found = fired(facts_at(message))
            if AiTurn.objects.filter(conversation=message.conversation, inbound_version=message.version).exists():
                reply = facts_at(message, with_reply=True)
                found |= fired(reply) if reply else set()
            kept = Detection.objects.filter(message=message).values_list("scenario__key", "score", "fired")
            assert set(kept) == found


@pytest.mark.django_db
@pytest.mark.timeout(400)
def test_the_facts_of_a_decision_can_be_had_again() -> None:
    run_state_machine_as_test(
        JudgedLife,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
class TestWhatIsKept:
    """One message, one turn."""

    def test_neutral_facts_take_no_room(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        message = Message.objects.get()
        assert message.judged == {
            "channel": "whatsapp", "is_open": True, "lang": "en", "unanswered_minutes": 0, "since": 0, "version": 1,
        }  # fmt: skip

    def test_every_field_but_words_comes_back(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        message = Message.objects.get()
        told = Facts(
            text=message.body, lang="de", channel="webchat", tags=frozenset({"b", "a"}), is_vip=True,
            lead_class="hot", has_owner=True, failed_attempts=3, is_open=False, unanswered_minutes=61,
            meaning=ReadMeaning("vectors", "1", (MeaningClass("legal", 0.5, (("strict", 0.4, 0.9),)),),
                                (NearExample("legal_matter", "see you in court", "see you in court", 0.9, 0.1),)),
        )  # fmt: skip
        kept = {name: value for name, value in told.as_json().items() if name not in ("text", "context")}
        neutral = Facts(text="").as_json()
        assert [name for name in kept if kept[name] == neutral[name]] == ["signals"], "a new field: give it a value"
        Message.objects.update(judged={**json.loads(json.dumps(kept)), "since": 0, "version": 7, "of tomorrow": 1})
        message.refresh_from_db()
        assert facts_at(message) == told

    def test_a_turn_keeps_what_the_ai_said_of_it(self) -> None:
        stage = set_stage()
        stage.says("xqzv blorp")
        stage.run_ai()
        message = Message.objects.filter(direction=Direction.INBOUND).get()
        turn = AiTurn.objects.get()
        reply = facts_at(message, with_reply=True)
        assert reply is not None
        assert reply.signals is not None
        assert reply.signals.information_gap
        assert reply.failed_attempts == 1
        assert turn.inbound_version == message.version
        first = facts_at(message)
        assert first is not None
        assert first.signals is None
        assert first.failed_attempts == 0
        assert facts_from_json(reply.as_json()) == reply

    def test_a_message_for_a_person_is_not_judged(self) -> None:
        stage = set_stage()
        stage.says(ASKS_FOR_PERSON)
        conversation = stage.says("are you there?")
        assert conversation.floor == Floor.QUEUE
        newest = conversation.messages.filter(direction=Direction.INBOUND).latest("version")
        assert newest.judged is None
        assert facts_at(newest) is None
        assert facts_at(newest, with_reply=True) is None

    def test_after_the_work_was_closed_only_what_comes_now_is_evidence(self) -> None:
        stage = set_stage()
        stage.says(KNOWN_QUESTION)
        stage.run_ai()
        desk.take_over(conversation_id=stage.conversation().pk, user=stage.ana)
        desk.resolve(conversation_id=stage.conversation().pk, user=stage.ana)
        stage.says("one more thing")
        message = Message.objects.filter(direction=Direction.INBOUND).latest("version")
        facts = facts_at(message)
        assert facts is not None
        assert facts.context == ()
        assert message.judged is not None
        assert message.judged["since"] == message.version - 1

    def test_a_team_that_is_closed_is_known_to_be(self) -> None:
        stage = set_stage()
        SlaPolicyFactory.create(team=stage.team, calendar=CalendarFactory.create(always_open=False))
        with time_machine.travel(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False):
            stage.says(KNOWN_QUESTION)
        facts = facts_at(Message.objects.get())
        assert facts is not None
        assert facts.is_open is False
