"""A small desk to play on: a team, its people, an account, knowledge and a few of the shipped rules."""

import uuid
from dataclasses import dataclass

from accounts.models import Role, Team, User
from conversations.adapters.base import InboundItem, InboundMessage
from conversations.enums import TurnState
from conversations.models import AiProfile, AiTurn, Brand, ChannelAccount, Conversation
from conversations.services import delivery
from conversations.services.articles import ArticleText, save_article
from routing.services import intake
from routing.services.turns.run import run_turn
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory, make_agent
from tests.factories.conversations import ChannelAccountFactory
from tests.flows.rules import write_rules

KNOWN_QUESTION = "How long does delivery take?"
ASKS_FOR_PERSON = "I want to talk to a human"


@dataclass(slots=True)
class Stage:
    """The people and the account of one play."""

    team: Team
    other_team: Team
    ana: User
    ben: User
    manager: User
    account: ChannelAccount

    def says(self, text: str, *, customer: str = "customer-1", provider_id: str = "") -> Conversation:
        """Let a customer write; return the conversation as it then is."""
        content = InboundMessage(external_ids=(customer,), body=text, name="Sam Doe")
        item = InboundItem(
            kind="message", provider_id=provider_id or uuid.uuid4().hex, raw={"text": text}, content=content
        )
        intake.receive(account=self.account, item=item)
        return self.conversation(customer)

    def conversation(self, customer: str = "customer-1") -> Conversation:
        """Return the customer's thread as the database has it."""
        return Conversation.objects.get(account=self.account, lead__identities__external_id=customer)

    def run_ai(self) -> list[TurnState | None]:
        """Run every AI turn that is due."""
        due = AiTurn.objects.filter(state=TurnState.DUE).values_list("pk", flat=True)
        return [run_turn(turn_id=turn_id) for turn_id in list(due)]

    def send_all(self) -> None:
        """Send what every conversation has queued."""
        for conversation_id in Conversation.objects.values_list("pk", flat=True):
            delivery.deliver(conversation_id=conversation_id)


def set_stage(*, rules: bool = True) -> Stage:
    """Build a desk with a few of the shipped rules, two articles and the built-in answerer without waiting time."""
    team, other_team = (
        TeamFactory.create(name="Support", slug="support"),
        TeamFactory.create(name="Sales", slug="sales"),
    )
    Brand.objects.create(name="Test Shop", is_default=True)
    profile = AiProfile.objects.create(name="test", is_default=True, debounce_ms=0)
    account = ChannelAccountFactory.create(team=team, ai_profile=profile)
    manager = UserFactory.create(name="Maya Manager")
    MembershipFactory.create(user=manager, team=team, role=Role.MANAGER)
    save_article(text=ArticleText("Delivery times", "Delivery takes two to four working days inside the country."))
    save_article(text=ArticleText("Payment", "We accept credit card, debit card and bank transfer."))
    if rules:
        write_rules()
    ana, ben = make_agent(team, name="Ana Agent"), make_agent(team, name="Ben Agent")
    return Stage(team, other_team, ana, ben, manager, account)
