"""The set-up list ticks itself off by what is there, and can be put away."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from conversations.models import Article, Brand, ChannelAccount
from handoffdesk.admin.setup_list import setup_list
from handoffdesk.operations.models import SetupList
from routing.models import AcknowledgementTemplate, Calendar, Handoff, SlaPolicy
from tests.admin.rows import make_set, make_user


def ticks() -> list[bool]:
    return [step.is_done for step in setup_list().steps]


def test_each_step_ticks_itself_off(boss: User) -> None:
    assert ticks() == [False] * 6
    team = Team.objects.create(name="Support", slug="support")

    Brand.objects.create(name="Shop", is_default=True)
    assert not ticks()[0], "a business without texts cannot answer at once"
    AcknowledgementTemplate.objects.create(key="standard", text="One moment.")
    assert ticks() == [True, False, False, False, False, False]

    calendar = Calendar.objects.create(name="Office")
    SlaPolicy.objects.create(name="Common", calendar=calendar)
    assert not ticks()[1], "a calendar without hours never opens"
    calendar.spans.create(weekday=0, opens="09:00", closes="17:00")
    assert ticks()[1]

    ana = make_user()
    Membership.objects.create(user=ana, team=team, role=Role.AGENT)
    assert not ticks()[2], "an invitation that nobody has taken up"
    ana.set_password("a long password of Ana's")
    ana.save()
    assert ticks()[2]

    account = ChannelAccount.objects.create(kind="webchat", name="Chat", team=team, is_active=False)
    assert not ticks()[3]
    ChannelAccount.objects.filter(pk=account.pk).update(is_active=True)
    assert ticks()[3]

    article = Article.objects.create(title="Returns", body="Thirty days.", is_published=False)
    assert not ticks()[4]
    Article.objects.filter(pk=article.pk).update(is_published=True)
    assert ticks()[4]

    handoff = make_set()["handoff"]
    assert not ticks()[5]
    Handoff.objects.filter(pk=handoff.pk).update(seen_at=timezone.now())
    assert ticks() == [True] * 6


def test_it_is_put_away_for_the_installation_and_comes_back(desk: Client, boss: User, rows: dict[str, Any]) -> None:
    index, url = reverse("admin:index"), reverse("admin:setup")
    assert "Set up your desk" in desk.get(index).content.decode()
    for step in setup_list().steps:
        assert desk.get(step.url).status_code == 200, step.title

    desk.post(url)
    desk.post(url)
    assert SetupList.objects.get().put_away_by == boss
    page = desk.get(index).content.decode()
    assert "Set up your desk" not in page
    other = Client()
    other.force_login(make_user(is_staff=True))
    assert "Set up your desk" not in other.get(index).content.decode()

    other.post(url, {"back": "yes"})
    assert "Set up your desk" in desk.get(index).content.decode()
    assert desk.get(url).status_code == 405
