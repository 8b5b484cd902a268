"""The demo: seeded once, whole, and nobody is notified of the past."""

import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, User
from conversations.enums import Delivery, Direction, TurnState
from conversations.models import AiTurn, Article, ChannelAccount, Conversation, Event, Message
from handoffdesk.demo.files import demo_file
from notifications.models import Notification
from routing.enums import DeadlineState
from routing.models import Deadline, Handoff
from tests.factories.accounts import UserFactory
from triggers.services.draft_state import draft_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(settings, tmp_path) -> dict:
    settings.DATA_DIR = tmp_path
    call_command("seed_demo", conversations=12, verbosity=0)
    content: dict = json.loads(demo_file().read_text())
    return content


def test_it_is_whole(seeded) -> None:
    # One seeding for all: it hashes five passwords and writes twelve conversations.
    check_how_to_get_in(seeded)
    check_the_past()
    state = draft_state()
    assert (state.version is not None, state.count) == (True, 0), "the rules are published, and the draft is the same"


def check_how_to_get_in(seeded: dict) -> None:
    """The file tells how to get in, and only its owner."""
    path: Path = demo_file()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    roles = sorted(user["role"] for user in seeded["users"])
    assert roles == ["admin", "agent", "agent", "agent", "manager"]
    for user in seeded["users"]:
        row = User.objects.get(email=user["email"])
        assert row.check_password(user["password"])
        assert row.is_staff == (user["role"] == "admin")
    assert len({user["password"] for user in seeded["users"]}) == 5
    whatsapp, webchat = seeded["channels"]
    account = ChannelAccount.objects.get(kind="whatsapp")
    assert (whatsapp["app_secret"], whatsapp["phone_number_id"]) == (account.secrets["app_secret"], account.external_id)
    assert account.simulator
    assert webchat["page_url"].endswith(f"/chat/{webchat['widget_token']}/")
    assert seeded["api_key"].startswith("hd_")


def check_the_past() -> None:
    """The past is whole and asks nothing of anybody."""
    assert Conversation.objects.count() == 12
    assert Article.objects.count() >= 20
    assert Membership.objects.count() == 5
    assert not Event.objects.filter(relayed_at__isnull=True).exists()
    assert not Notification.objects.exists()
    assert not AiTurn.objects.filter(state__in=(TurnState.DUE, TurnState.RUNNING)).exists()
    assert not Message.objects.filter(delivery__in=(Delivery.QUEUED, Delivery.SENDING)).exists()
    assert not Handoff.objects.filter(ended_at__isnull=True).exists()
    assert not Deadline.objects.filter(state=DeadlineState.ARMED).exists()
    assert Message.objects.filter(direction=Direction.OUTBOUND).exists()
    oldest = Conversation.objects.earliest("created_at")
    assert (Conversation.objects.latest("created_at").created_at - oldest.created_at).days >= 21


def test_it_is_only_for_an_empty_desk(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    UserFactory.create()
    with pytest.raises(CommandError, match="already has users"):
        call_command("seed_demo")
    assert not demo_file().exists()
