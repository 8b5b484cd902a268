"""A change of one's own e-mail address: a session alone is not enough, and nobody gets a colleague's address."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import User
from accounts.services import addresses
from accounts.services.addresses import AddressTakenError, LinkVoidError
from tests.login.conftest import PASSWORD

PAGE = "/accounts/email/"
NEW = "Ana.New@desk.test"


def ask(browser: Client, email: str = NEW, password: str = PASSWORD) -> int:
    return browser.post(PAGE, {"email": email, "password": password}).status_code


def link_to(address: str) -> str:
    [text] = [str(sent.body) for sent in mail.outbox if sent.to == [address.lower()]]
    found = re.search(r"(/accounts/email/confirm/\S+)", text)
    assert found
    return found.group(1)


def test_a_session_alone_takes_nothing_over(browser: Client, ana: User) -> None:
    """The requests of the attack: add an address, make it primary without proof, ask for a mail to it."""
    for form in (
        {"email": "evil@else.test", "action_add": ""},
        {"email": "evil@else.test", "action_primary": ""},
        {"email": "evil@else.test", "password": "guessed-wrong"},
        {"email": "evil@else.test"},
    ):
        browser.post(PAGE, form)
    Client().post("/accounts/password/reset/", {"email": "evil@else.test"})
    ana.refresh_from_db()
    assert (ana.email, EmailAddress.objects.count(), mail.outbox) == ("ana@desk.test", 0, [])


def test_password_and_new_mailbox_change_it_and_the_old_one_is_told(browser: Client, ana: User) -> None:
    EmailAddress.objects.create(user=ana, email=ana.email, verified=True, primary=True)
    assert ask(browser) == 302
    ana.refresh_from_db()
    assert ana.email == "ana@desk.test"
    assert [sent.to for sent in mail.outbox] == [["ana.new@desk.test"], ["ana@desk.test"]]
    link = link_to(NEW)
    # Whoever else opens the link, a program in the mailbox or a stranger, changes nothing.
    assert Client().post(link).status_code == 302
    assert browser.get(link).status_code == 200
    ana.refresh_from_db()
    assert ana.email == "ana@desk.test"

    assert browser.post(link).status_code == 302
    ana.refresh_from_db()
    assert ana.email == "ana.new@desk.test"
    assert (mail.outbox[-1].to, EmailAddress.objects.count()) == (["ana@desk.test"], 0)
    assert "tell an admin" in str(mail.outbox[-1].body)
    assert browser.post(link).status_code == 410
    assert Client().login(email=NEW, password=PASSWORD)


def test_a_link_is_void_for_others_after_a_day_and_after_a_new_password(browser: Client, ana: User, ben: User) -> None:
    ask(browser)
    link = link_to(NEW)
    colleague = Client()
    colleague.force_login(ben)
    wrong = [(colleague, link), (browser, f"{PAGE}confirm/forged:token/")]
    assert [client.post(url).status_code for client, url in wrong] == [410, 410]
    change = addresses.ask(user=ana, email=NEW)
    token = change.link.rsplit("/", 2)[1]
    with time_machine.travel(0, tick=False) as clock:
        old = addresses.ask(user=ana, email=NEW).link.rsplit("/", 2)[1]
        clock.shift(addresses.LINK_SECONDS + 1)
        assert addresses.read_link(user=ana, token=old) == ""
    assert addresses.read_link(user=ana, token=token) == "ana.new@desk.test"
    ana.set_password("another-long-password")
    ana.save()
    with pytest.raises(LinkVoidError):
        addresses.change(user=ana, token=token)


@pytest.mark.parametrize("spelling", ["ben@desk.test", "BEN@Desk.Test"])
def test_a_colleagues_address_is_refused_in_a_sentence(browser: Client, ana: User, ben: User, spelling: str) -> None:
    page = browser.post(PAGE, {"email": spelling, "password": PASSWORD})
    assert (page.status_code, "This email address is already in use." in page.content.decode()) == (200, True)
    late = addresses.ask(user=ana, email=spelling).link.removeprefix("http://127.0.0.1:8000")
    assert "already in use" in browser.post(late, follow=True).content.decode()
    ana.refresh_from_db()
    assert (ana.email, EmailAddress.objects.count(), mail.outbox) == ("ana@desk.test", 0, [])


@pytest.mark.django_db(transaction=True)
def test_two_people_in_the_same_instant_do_not_get_one_address(ana: User, ben: User) -> None:
    links = {user.pk: addresses.ask(user=user, email="one@desk.test").link.rsplit("/", 2)[1] for user in (ana, ben)}

    def take(user: User) -> str:
        try:
            return addresses.change(user=user, token=links[user.pk]).email
        except AddressTakenError:
            return "taken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(take, (ana, ben)))
    assert sorted(got) == ["one@desk.test", "taken"]
    assert User.objects.filter(email="one@desk.test").count() == 1
