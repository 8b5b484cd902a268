"""The log-in pages: they tell strangers nothing, lock nobody out for others, and seal the seeds of second factors."""

import json
import time
from importlib import import_module

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.login.conftest import PASSWORD


def log_in(email: str, password: str, *, at: str) -> bool:
    answer = Client(REMOTE_ADDR=at).post("/accounts/login/", {"login": email, "password": password})
    return answer.status_code == 302


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


def test_the_seeds_of_second_factors_are_sealed_and_older_ones_become_so(ana: User, ben: User) -> None:
    seed = generate_totp_secret()
    old = Authenticator.objects.create(user=ben, type=Authenticator.Type.TOTP, data={"secret": seed})
    plain = Authenticator.objects.create(user=ben, type="recovery_codes", data={"seed": "ab" * 40, "used_mask": 0})
    codes = RecoveryCodes(plain).generate_codes()
    TOTP.activate(ana, seed)
    import_module("handoffdesk.migrations.0002_login").seal_seeds(apps, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        stored = json.dumps([str(row[0]) for row in cursor.fetchall()])
    assert seed not in stored
    assert "ab" * 40 not in stored
    code = f"{hotp_value(seed, int(time.time()) // 30):06}"
    for user in (ana, ben):
        assert TOTP(Authenticator.objects.get(user=user, type="totp")).validate_code(code)
    plain.refresh_from_db()
    assert RecoveryCodes(plain).generate_codes() == codes
    old.refresh_from_db()
    sealed = dict(old.data)
    import_module("handoffdesk.migrations.0002_login").seal_seeds(apps, connection.schema_editor())
    old.refresh_from_db()
    assert old.data == sealed


def test_under_a_lost_key_no_code_fits(ana: User, settings) -> None:
    factor = TOTP.activate(ana, generate_totp_secret())
    settings.FIELD_ENCRYPTION_KEYS = ["another-key"]
    for empty in ("", "A"):
        guess = f"{hotp_value(empty * 8, int(time.time()) // 30):06}"
        assert not factor.validate_code(guess)
