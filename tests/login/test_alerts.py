"""Everybody chooses for themselves, and nobody for a colleague, what reaches them beside the bell."""

import re

from django.test import Client

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import NotificationPreference

PAGE = "/accounts/notifications/"
TICKED = re.compile(r'name="email" value="([a-z._]+)" checked')


def ticked(browser: Client) -> list[str]:
    return TICKED.findall(browser.get(PAGE).content.decode())


def test_nothing_is_sent_until_it_is_chosen_and_what_is_not_ticked_is_off(browser: Client, ana: User) -> None:
    page = browser.get(PAGE).content.decode()
    assert ana.email in page
    assert page.count('type="checkbox"') == len(KINDS)
    assert ticked(browser) == []
    for kinds in (["handoff.opened", "sla.breached"], ["sla.breached"], []):
        assert browser.post(PAGE, {"email": kinds}).status_code == 302
        assert ticked(browser) == kinds


def test_a_forged_form_changes_nothing_else(browser: Client, ana: User, ben: User) -> None:
    browser.post(PAGE, {"email": ["task.created", "x" * 5000], "in_app": ["sla.breached"], "user": ben.pk})
    assert not NotificationPreference.objects.exclude(user=ana, transport="email", is_on=False).exists()
    assert Client().get(PAGE).status_code == 302


def test_the_account_pages_lead_there(browser: Client) -> None:
    assert f'href="{PAGE}"' in browser.get("/accounts/email/").content.decode()
