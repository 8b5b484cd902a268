"""The log-in pages: they tell strangers nothing, lock nobody out for others, and seal the seeds of second factors."""

import json
import time

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.login.conftest import PASSWORD


def log_in(email: str, password: str, *, at: str) -> bool:
    answer = Client(REMOTE_ADDR=at).post("/accounts/login/", {"login": email, "password": password})
    return answer.status_code == 302


def test_after_the_log_in_nothing_is_said_and_after_the_log_out_one_sentence(ana: User) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": ana.email, "password": PASSWORD})
    assert not list(get_messages(client.get("/inbox/").wsgi_request))
    left = client.post("/accounts/logout/", follow=True)
    assert [str(said) for said in left.context["messages"]] == ["You're logged out."]


def test_a_strangers_address_gets_no_mail_and_the_same_answer(ana: User) -> None:
    answers = [
        Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (ana.email, "stranger@else.test")
    ]
    assert [sent.to for sent in mail.outbox] == [[ana.email]]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content == answers[1].content


def test_a_mail_server_that_is_away_does_not_tell_who_has_an_account(ana: User, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert Client().post("/accounts/password/reset/", {"email": ana.email}).status_code == 302


@time_machine.travel(0, tick=False)  # a loaded machine takes longer than the minute that is counted
def test_wrong_passwords_lock_out_the_pair_and_the_address_but_not_the_person(ana: User, ben: User) -> None:
    attacker, home = "203.0.113.5", "198.51.100.7"
    assert not any(log_in(ana.email, f"wrong-{number}", at=attacker) for number in range(6))
    assert not log_in(ana.email, PASSWORD, at=attacker)
    assert log_in(ana.email, PASSWORD, at=home)
    # The pace of an address holds for all names together, and for a whole IPv6 network.
    for number in range(11):
        log_in(f"nobody-{number}@desk.test", "wrong", at=f"2001:db8:1:2::{number + 1}")
    assert not log_in(ben.email, PASSWORD, at="2001:db8:1:2::99")
    assert log_in(ben.email, PASSWORD, at=home)


def test_the_seed_of_a_second_factor_is_sealed_and_its_codes_fit(ana: User) -> None:
    seed = generate_totp_secret()
    TOTP.activate(ana, seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps([str(row[0]) for row in cursor.fetchall()])
    assert seed not in stored
    code = f"{hotp_value(seed, int(time.time()) // 30):06}"
    assert TOTP(Authenticator.objects.get(user=ana, type="totp")).validate_code(code)


def test_under_a_lost_key_no_code_fits(ana: User, settings) -> None:
    factor = TOTP.activate(ana, generate_totp_secret())
    settings.FIELD_ENCRYPTION_KEYS = ["another-key"]
    for empty in ("", "A"):
        guess = f"{hotp_value(empty * 8, int(time.time()) // 30):06}"
        assert not factor.validate_code(guess)
