"""A person's language: before the browser's, on pages, in e-mails and at the live socket."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from accounts.models import User
from accounts.services.invitations import mail_link, make_link
from notifications.realtime.standing import find_standing

GERMAN = {"accept-language": "de"}


def language_of(browser: Client, **headers: str) -> str:
    return browser.get(reverse("account_language"), headers=headers or GERMAN)["Content-Language"]


def test_the_persons_choice_comes_before_the_browsers(browser: Client, ana: User) -> None:
    assert language_of(browser) == "de"
    page = browser.post(reverse("account_language"), {"language": "fr"}, follow=True, headers=GERMAN)
    ana.refresh_from_db()
    assert (ana.language, page["Content-Language"]) == ("fr", "fr")
    assert '<html lang="fr"' in page.content.decode()
    assert language_of(Client()) == "de", "nobody else's"

    browser.post(reverse("account_language"), {"language": ""})
    assert language_of(browser) == "de"


@pytest.mark.parametrize("stored", ["xx", "../../etc", "de" * 6])
def test_a_language_that_is_none_leaves_the_browsers(browser: Client, ana: User, stored: str) -> None:
    assert browser.post(reverse("account_language"), {"language": stored}).status_code == 200
    User.objects.update(language=stored)
    assert language_of(browser) == "de"


def test_the_live_socket_words_entries_in_it(browser: Client, ana: User) -> None:
    key = browser.session.session_key or ""
    before = find_standing(key)
    User.objects.update(language="pl")
    after = find_standing(key)
    assert (before and before.language, after and after.language) == ("", "pl")


def test_an_invitation_is_in_the_language_of_whoever_reads_it(ana: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(language="es")
    invitations = [make_link(user=User.objects.get(pk=ben.pk)), make_link(user=ana)]
    with override("de"):
        assert all(mail_link(invitation=invitation, invited_by=ana) for invitation in invitations)
    # The name of a month stands for a catalogue of the desk, which there is none of yet.
    for invitation, letter, language in zip(invitations, mail.outbox, ("es", "de"), strict=True):
        with override(language):
            assert date_format(localtime(invitation.expires_at), "j F Y") in letter.body
