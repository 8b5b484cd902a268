"""What an agent does to speak: claim, take over, reply, note; each with its refusals and what it leaves behind."""

import uuid

import pytest

from accounts.models import User
from conversations.enums import Author, Delivery, Direction, Floor, Status
from conversations.models import Conversation, Message, ReadCursor
from routing.enums import Cause, DeadlineState
from routing.errors import Conflict, NotVisible, Refused
from routing.models import Assignment, Deadline, Handoff, Task
from routing.services import desk
from routing.services.labels import make_tag
from tests.factories import scenes
from tests.factories.accounts import AdminFactory, UserFactory, make_agent, make_manager
from tests.factories.conversations import AgentMessageFactory, ChannelAccountFactory, TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return ChannelAccountFactory.create()


@pytest.fixture
def ana(account) -> User:
    return make_agent(account.team, name="Ana Agent")


@pytest.fixture
def ben(account) -> User:
    return make_agent(account.team, name="Ben Agent")


@pytest.fixture
def manager(account) -> User:
    return make_manager(account.team, name="Maya Manager")


def armed(handoff: Handoff) -> set[str]:
    rows = Deadline.objects.filter(handoff=handoff, state=DeadlineState.ARMED)
    return set(rows.values_list("kind", flat=True))


class TestClaim:
    """The queue's next owner."""

    def test_it_takes_the_floor_the_assignment_and_the_task(self, account, ana) -> None:
        conversation = scenes.waiting(account=account)
        handoff = desk.claim(conversation_id=conversation.pk, user=ana)
        now = scenes.fresh(conversation)
        assert (now.floor, now.holder, now.waiting_since) == (Floor.HUMAN, ana, None)
        assert handoff.claimed_at is not None
        assert handoff.seen_at == handoff.claimed_at
        assert Assignment.objects.get(ended_at__isnull=True).agent == ana
        assert Task.objects.get().agent == ana
        assert now.events.get(kind="handoff.claimed").user == ana
        assert armed(handoff) == {"first_response", "reactivation", "resolution"}, "a claim alone answers nobody"

    def test_the_one_who_comes_second_is_told_who_has_it(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Conflict, match=r"^Ana Agent already has it\.$") as stale:
            desk.claim(conversation_id=conversation.pk, user=ben)
        assert (stale.value.code, stale.value.holder_name) == ("already_claimed", "Ana Agent")
        assert scenes.fresh(conversation).holder == ana

    def test_claiming_twice_changes_nothing(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        before = scenes.fresh(conversation).version
        assert desk.claim(conversation_id=conversation.pk, user=ana) == scenes.open_episode(conversation)
        assert scenes.fresh(conversation).version == before

    def test_a_person_may_claim_what_was_assigned_to_a_colleague(self, account, ana, ben) -> None:
        conversation = scenes.with_ai(account=account)
        conversation.lead.owner = ana
        conversation.lead.save()
        assert scenes.waiting(conversation).holder == ana
        desk.claim(conversation_id=conversation.pk, user=ben)
        assert scenes.fresh(conversation).holder == ben
        assert list(Assignment.objects.order_by("pk").values_list("agent", flat=True)) == [ana.pk, ben.pk]

    def test_nobody_waits(self, account, ana) -> None:
        conversation = scenes.with_ai(account=account)
        with pytest.raises(Conflict) as stale:
            desk.claim(conversation_id=conversation.pk, user=ana)
        assert stale.value.code == "not_waiting"

    def test_what_a_deleted_colleague_held_can_be_taken_and_answered(self, account, ana, ben) -> None:
        for act in (
            lambda pk: desk.claim(conversation_id=pk, user=ben),
            lambda pk: desk.reply(conversation_id=pk, user=ben, body="Hi"),
        ):
            gone = make_agent(account.team)
            conversation = scenes.held(gone, account=account)
            gone.delete()
            act(conversation.pk)
            now = scenes.fresh(conversation)
            assert (now.floor, now.holder) == (Floor.HUMAN, ben)
            assert scenes.open_episode(now).agent == ben


class TestTakeOver:
    """From the AI, the queue or (managers) a colleague."""

    def test_from_the_ai_it_tells_the_customer_who_is_there_now(self, account, ana) -> None:
        conversation = scenes.with_ai(account=account)
        handoff = desk.take_over(conversation_id=conversation.pk, user=ana)
        now = scenes.fresh(conversation)
        assert (now.floor, now.holder, handoff.cause, handoff.opened_by) == (Floor.HUMAN, ana, Cause.TAKEOVER, ana)
        message = Message.objects.get(purpose="acknowledgement")
        assert "Ana" in message.body
        assert not Task.objects.exists()

    def test_what_waits_is_claimed(self, account, ana) -> None:
        conversation = scenes.waiting(account=account)
        assert desk.take_over(conversation_id=conversation.pk, user=ana).cause == Cause.TRIGGER
        assert scenes.fresh(conversation).holder == ana

    def test_only_a_manager_takes_from_a_colleague(self, account, ana, ben, manager) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Conflict, match="Ana Agent has this conversation"):
            desk.take_over(conversation_id=conversation.pk, user=ben)
        desk.take_over(conversation_id=conversation.pk, user=manager)
        now = scenes.fresh(conversation)
        assert now.holder == manager
        assert scenes.open_episode(now).agent == manager
        assert now.floor_token == conversation.floor_token + 1
        assert Task.objects.get().agent == manager

    def test_a_closed_conversation_is_open_again_and_can_be_closed_again(self, account, ana) -> None:
        conversation = scenes.resolved(ana, account=account)
        desk.take_over(conversation_id=conversation.pk, user=ana)
        now = scenes.fresh(conversation)
        assert (now.status, now.holder, now.resolved_at) == (Status.OPEN, ana, None)
        desk.resolve(conversation_id=conversation.pk, user=ana)
        assert not Handoff.objects.filter(ended_at__isnull=True).exists()


class TestReply:
    """Whoever speaks holds the floor; taking it from the AI must be said."""

    @pytest.mark.parametrize(("scene", "take_over"), [(scenes.with_ai, True), (scenes.waiting, False)])
    def test_it_takes_the_floor_wherever_that_was(self, account, ana, scene, take_over) -> None:
        conversation = scene(account=account)
        message = desk.reply(conversation_id=conversation.pk, user=ana, body="Hello, Ana here.", take_over=take_over)
        now = scenes.fresh(conversation)
        assert (now.floor, now.holder) == (Floor.HUMAN, ana)
        assert (message.author, message.agent, message.direction) == (Author.AGENT, ana, Direction.OUTBOUND)
        assert message.delivery == Delivery.QUEUED
        handoff = scenes.open_episode(now)
        assert handoff.first_reply_at == message.created_at
        assert armed(handoff) == {"resolution"}
        assert now.events.filter(kind="handoff.answered").count() == 1

    def test_nobody_is_taken_from_the_ai_unannounced(self, account, ana) -> None:
        conversation = scenes.resumed(ana, account=account)
        late = AgentMessageFactory.create(conversation=conversation, agent=ana, delivery=Delivery.FAILED)
        before = scenes.fresh(conversation)
        for speak in (
            lambda: desk.reply(conversation_id=conversation.pk, user=ana, body="One key too many"),
            lambda: desk.retry_message(message_id=late.pk, user=ana),
        ):
            with pytest.raises(Conflict) as refused:
                speak()
            assert refused.value.code == "ai_is_answering"
        now = scenes.fresh(conversation)
        assert (now.floor, now.version, now.floor_token) == (Floor.AI, before.version, before.floor_token)
        assert Message.objects.get(pk=late.pk).delivery == Delivery.FAILED

    def test_a_manager_takes_over_from_a_colleague_and_sends_as_one_act(self, account, ana, ben, manager) -> None:
        conversation = scenes.held(ana, account=account)
        with pytest.raises(Conflict, match="Ana Agent"):
            desk.reply(conversation_id=conversation.pk, user=ben, body="Me too", take_over=True)
        desk.reply(conversation_id=conversation.pk, user=manager, body="Maya here.", take_over=True)
        assert scenes.fresh(conversation).holder == manager

    def test_a_second_reply_is_no_second_first_answer(self, account, ana) -> None:
        conversation = scenes.held(ana, account=account)
        first = desk.reply(conversation_id=conversation.pk, user=ana, body="One")
        desk.reply(conversation_id=conversation.pk, user=ana, body="Two")
        assert scenes.open_episode(conversation).first_reply_at == first.created_at
        assert conversation.events.filter(kind="handoff.answered").count() == 1

    def test_nobody_speaks_over_a_colleague_not_even_a_manager(self, account, ana, ben, manager) -> None:
        conversation = scenes.held(ana, account=account)
        for person in (ben, manager):
            with pytest.raises(Conflict) as refused:
                desk.reply(conversation_id=conversation.pk, user=person, body="Me too")
            assert (refused.value.code, refused.value.holder_name) == ("held_by_colleague", "Ana Agent")
        assert not Message.objects.filter(author=Author.AGENT).exists()

    def test_it_opens_what_was_closed(self, account, ana) -> None:
        conversation = scenes.resolved(ana, account=account)
        desk.reply(conversation_id=conversation.pk, user=ana, body="One more thing")
        now = scenes.fresh(conversation)
        assert (now.status, now.floor, now.holder) == (Status.OPEN, Floor.HUMAN, ana)
        assert now.events.filter(kind="conversation.reopened").count() == 1

    def test_the_same_reference_is_the_same_message(self, account, ana, ben) -> None:
        conversation, ref = scenes.held(ana, account=account), uuid.uuid4()
        first = desk.reply(conversation_id=conversation.pk, user=ana, body="Once", client_ref=ref)
        assert first.pk == ref
        assert desk.reply(conversation_id=conversation.pk, user=ana, body="Once", client_ref=ref) == first
        assert Message.objects.filter(author=Author.AGENT).count() == 1
        other = scenes.held(ben, account=account)
        with pytest.raises(Refused):
            desk.reply(conversation_id=other.pk, user=ben, body="Mine", client_ref=ref)

    @pytest.mark.parametrize("body", ["", "  \n ", "x" * 4097, "a\x00b"])
    def test_what_cannot_be_sent_is_refused_and_changes_nothing(self, account, ana, body) -> None:
        conversation = scenes.with_ai(account=account)
        with pytest.raises(Refused):
            desk.reply(conversation_id=conversation.pk, user=ana, body=body)
        assert scenes.fresh(conversation).floor == Floor.AI

    def test_a_note_leaves_the_floor_where_it_is(self, account, ana, ben) -> None:
        conversation = scenes.held(ana, account=account)
        note = desk.write_note(conversation_id=conversation.pk, user=ben, body="n" * 10_000)
        assert (note.direction, note.agent) == (Direction.NOTE, ben)
        assert scenes.fresh(conversation).holder == ana
        with pytest.raises(Refused):
            desk.write_note(conversation_id=conversation.pk, user=ben, body="n" * 10_001)


class TestRights:
    """Who may not see it is told what they would be told of a missing one."""

    @pytest.mark.parametrize(
        "act",
        [
            lambda pk, user: desk.claim(conversation_id=pk, user=user),
            lambda pk, user: desk.take_over(conversation_id=pk, user=user),
            lambda pk, user: desk.reply(conversation_id=pk, user=user, body="Hi"),
            lambda pk, user: desk.write_note(conversation_id=pk, user=user, body="Hi"),
            lambda pk, user: desk.open_handoff(conversation_id=pk, user=user, reason=""),
            lambda pk, user: desk.transfer(conversation_id=pk, user=user, team_id=1),
            lambda pk, user: desk.resolve(conversation_id=pk, user=user),
            lambda pk, user: desk.resume_ai(conversation_id=pk, user=user, note=""),
            lambda pk, user: desk.reopen(conversation_id=pk, user=user),
            lambda pk, user: desk.set_tags(conversation_id=pk, user=user, slugs=[]),
            lambda pk, user: desk.mark_read(conversation_id=pk, user=user, version=1),
        ],
    )
    def test_strangers_see_nothing(self, account, act) -> None:
        conversation = scenes.waiting(account=account)
        before = scenes.fresh(conversation).version
        gone = make_agent(account.team, is_active=False)
        for stranger in (make_agent(ChannelAccountFactory.create().team), UserFactory.create(), gone):
            with pytest.raises(NotVisible):
                act(conversation.pk, stranger)
        with pytest.raises(NotVisible):
            act(uuid.uuid4(), AdminFactory.create())
        assert scenes.fresh(conversation).version == before


class TestSmallActs:
    """Tags, reading, opening by hand, sending again."""

    def test_a_handoff_by_hand_waits_for_the_team(self, account, ana) -> None:
        conversation = scenes.with_ai(account=account)
        handoff = desk.open_handoff(conversation_id=conversation.pk, user=ana, reason="  ")
        assert (handoff.cause, handoff.reason, handoff.opened_by) == (Cause.MANUAL, "Opened manually", ana)
        assert scenes.fresh(conversation).floor == Floor.QUEUE
        assert desk.open_handoff(conversation_id=conversation.pk, user=ana, reason="again") == handoff

    def test_tags_are_exactly_these(self, account, ana) -> None:
        TagFactory.create(slug="vip")
        conversation = scenes.with_ai(account=account)
        desk.set_tags(conversation_id=conversation.pk, user=ana, slugs=["vip", "unknown"])
        assert list(conversation.tags.values_list("slug", flat=True)) == ["vip"]
        desk.set_tags(conversation_id=conversation.pk, user=ana, slugs=[])
        assert not conversation.tags.exists()

    def test_a_new_tag_needs_a_manager_and_a_free_key(self, ana, manager) -> None:
        assert make_tag(user=manager, slug="new", name="New").name == "New"
        with pytest.raises(Conflict):
            make_tag(user=manager, slug="new", name="Other")
        for other in (ana, UserFactory.create()):
            with pytest.raises(Refused):
                make_tag(user=other, slug="mine", name="Mine")

    def test_reading_only_moves_forward_and_the_first_look_is_noted_once(self, account, ana, ben) -> None:
        conversation = scenes.waiting(account=account)
        for version in (5, 2):
            desk.mark_read(conversation_id=conversation.pk, user=ana, version=version)
        desk.mark_read(conversation_id=conversation.pk, user=ben, version=7)
        assert dict(ReadCursor.objects.values_list("user", "version")) == {ana.pk: 5, ben.pk: 7}
        assert scenes.open_episode(conversation).seen_at is not None
        assert conversation.events.filter(kind="handoff.seen").count() == 1

    @pytest.mark.parametrize("state", list(Delivery))
    def test_only_what_failed_is_sent_again(self, account, ana, state) -> None:
        conversation = scenes.held(ana, account=account)
        message = desk.reply(conversation_id=conversation.pk, user=ana, body="Hello")
        Message.objects.filter(pk=message.pk).update(delivery=state, attempts=3, delivery_error="why")
        if state in (Delivery.FAILED, Delivery.UNKNOWN):
            again = desk.retry_message(message_id=message.pk, user=ana)
            assert (again.delivery, again.attempts, again.delivery_error) == (Delivery.QUEUED, 0, "")
            return
        with pytest.raises(Refused):
            desk.retry_message(message_id=message.pk, user=ana)

    def test_what_the_ai_wrote_is_never_sent_late(self, account, ana) -> None:
        conversation = scenes.with_ai(account=account)
        message = Message.objects.create(
            conversation=conversation, account=account, version=90, direction=Direction.OUTBOUND, author=Author.AI,
            body="Late", floor_token=0, delivery=Delivery.FAILED, created_at=conversation.created_at,
        )  # fmt: skip
        with pytest.raises(Refused, match="AI"):
            desk.retry_message(message_id=message.pk, user=ana)
        with pytest.raises(NotVisible):
            desk.retry_message(message_id=message.pk, user=UserFactory.create())

    def test_customers_words_cannot_be_sent_again(self, account, ana) -> None:
        conversation: Conversation = scenes.with_ai(account=account)
        message = conversation.messages.get()
        Message.objects.update(delivery=Delivery.FAILED)
        with pytest.raises(Refused):
            desk.retry_message(message_id=message.pk, user=ana)
