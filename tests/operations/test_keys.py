"""Lost and wrong keys: found at the start, harmless meanwhile, and mended by putting them back or by entering anew."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.models.lost_secret import LostSecret, LostSecrets
from conversations.adapters.meta.signature import sign
from conversations.ai.client import ModelFault, Request, complete
from conversations.enums import Delivery
from conversations.models import AiProfile, Brand, ChannelAccount, InboundEvent, Message
from conversations.services.delivery import deliver
from handoffdesk.operations import keys
from handoffdesk.operations.models import KeySeal
from routing.services.turns.profiles import engine_of
from tests.adapters.payloads import whatsapp_body
from tests.admin.forms import form_of
from tests.admin.rows import SECRETS, make_set
from tests.environment import SECRET_KEY

pytestmark = pytest.mark.django_db
BIN = Path(sys.executable).parent


@pytest.fixture
def rows() -> dict[str, Any]:
    """A desk with secrets, sealed with its keys."""
    made = make_set()
    keys.seal_once()
    return made


@pytest.fixture
def lost(rows: dict[str, Any], settings: Any) -> dict[str, Any]:
    """The same desk after its field key was lost."""
    settings.FIELD_ENCRYPTION_KEYS = ["made-by-somebody-who-lost-the-old-one"]
    rows["channelaccount"].refresh_from_db()
    rows["aiprofile"].refresh_from_db()
    return rows


@pytest.fixture
def desk(db: None) -> Client:
    """An admin's browser."""
    client = Client()
    client.force_login(User.objects.create_user("boss@desk.test", name="Boss", is_staff=True))
    return client


def post(account: ChannelAccount, secret: str) -> int:
    value = {
        "metadata": {"phone_number_id": account.external_id},
        "messages": [
            {"from": "15550001", "id": "wamid.1", "timestamp": "1764000000", "type": "text", "text": {"body": "hi"}}
        ],
    }
    body = whatsapp_body(value)
    headers = {"X-Hub-Signature-256": sign(secret, body)}
    url = f"/hooks/whatsapp/{account.public_id}/"
    return Client().post(url, body, content_type="application/json", headers=headers).status_code


def test_keys_are_sealed_once_and_rotated_without_a_complaint(rows: dict[str, Any], settings: Any) -> None:
    assert KeySeal.objects.count() == 2
    assert (keys.complaint(), keys.lost_rows(), keys.lost_factors()) == ("", [], [])
    factor = TOTP.activate(rows["user"], generate_totp_secret()).instance
    old = settings.FIELD_ENCRYPTION_KEYS
    settings.FIELD_ENCRYPTION_KEYS = ["a-new-key", *old]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [SECRET_KEY], "another-secret-key"
    assert (keys.complaint(), keys.lost_rows(), keys.lost_factors()) == ("", [], [])
    call_command("keys", "--rotate")
    settings.FIELD_ENCRYPTION_KEYS, settings.SECRET_KEY_FALLBACKS = ["a-new-key"], []
    assert (keys.complaint(), keys.lost_rows(), keys.lost_factors()) == ("", [], [])
    account = ChannelAccount.objects.get(pk=rows["channelaccount"].pk)
    assert account.secrets == SECRETS
    factor.refresh_from_db()
    settings.FIELD_ENCRYPTION_KEYS = old
    assert keys.lost_factors() == [factor]


@pytest.mark.parametrize("name", ["FIELD_ENCRYPTION_KEYS", "SECRET_KEY"])
def test_readiness_is_red_under_a_wrong_key_and_says_which(rows: dict[str, Any], settings: Any, name: str) -> None:
    setattr(settings, name, ["wrong"] if name == "FIELD_ENCRYPTION_KEYS" else "wrong")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert name in answer.json()["keys"]
    assert "Put the right key back" in answer.json()["keys"]


def test_a_desk_that_meets_its_seal_first_under_a_wrong_key_is_not_sealed_with_it(
    lost: dict[str, Any], settings: Any
) -> None:
    KeySeal.objects.all().delete()
    keys.seal_once()
    assert keys.wrong_keys() == [keys.FIELDS]
    settings.FIELD_ENCRYPTION_KEYS = [SECRET_KEY]
    call_command("keys", "--accept")
    assert keys.complaint() == ""


def test_nothing_is_lost_meanwhile_and_the_right_key_brings_everything_back(
    lost: dict[str, Any], settings: Any
) -> None:
    account, message = lost["channelaccount"], lost["message"]
    assert post(account, SECRETS["app_secret"]) == post(account, "") == 503
    assert Client().get(f"/hooks/whatsapp/{account.public_id}/").status_code == 503
    assert InboundEvent.objects.filter(account=account, provider_id="wamid.1").count() == 0
    Message.objects.filter(pk=message.pk).update(
        direction="out", author="agent", delivery=Delivery.QUEUED, next_attempt_at=None, attempts=0
    )
    ChannelAccount.objects.filter(pk=account.pk).update(simulator=False)
    assert deliver(conversation_id=message.conversation_id) == 0
    message.refresh_from_db()
    assert (message.delivery, message.attempts, "can't be read" in message.delivery_error) == ("queued", 0, True)
    AiProfile.objects.filter(pk=lost["aiprofile"].pk).update(base_url="http://127.0.0.1:1/v1", model="m")
    with pytest.raises(ModelFault, match="enter it again"):
        complete(engine_of(AiProfile.objects.get(pk=lost["aiprofile"].pk), Brand(name="Shop")), Request(messages=()))
    account.save()  # whoever writes the row meanwhile keeps what is sealed in it

    settings.FIELD_ENCRYPTION_KEYS = [SECRET_KEY]
    account.refresh_from_db()
    assert account.secrets == SECRETS
    assert post(account, SECRETS["app_secret"]) == 200


def test_an_admin_enters_the_secrets_again_and_the_desk_is_ready_under_the_new_key(
    lost: dict[str, Any], desk: Client
) -> None:
    factor = Authenticator.objects.create(user=lost["user"], type="totp", data={"secret": "gAAAAAB-lost"})
    page = desk.get(reverse("admin:keys")).content.decode()
    for words in (str(lost["channelaccount"]), "secrets", str(lost["aiprofile"])):
        assert words in page
    assert "keys" in desk.get(reverse("admin:index")).content.decode()
    assert "still need to be entered" in desk.post(reverse("admin:keys"), follow=True).content.decode()
    with pytest.raises(CommandError, match=r"Nothing was changed\. Must be entered again"):
        call_command("keys", "--accept")
    boss_factor = Authenticator.objects.create(user=User.objects.get(name="Boss"), type="totp", data=factor.data)
    call_command("keys", "--forget-factors")
    assert not Authenticator.objects.filter(pk__in=(factor.pk, boss_factor.pk)).exists()
    factor = Authenticator.objects.create(user=lost["user"], type="totp", data=factor.data)

    for name, fresh in (("channelaccount", {key: f"new-{key}" for key in SECRETS}), ("aiprofile", {"api_key": "new"})):
        url = reverse(f"admin:conversations_{name}_change", args=(lost[name].pk,))
        page = desk.get(url).content.decode()
        assert "cannot be read: enter it again" in page
        answer = desk.post(url, form_of(page.encode()) | fresh)
        assert answer.status_code == 302, answer.context["errors"]
        lost[name].refresh_from_db()
    assert lost["channelaccount"].secrets == {key: f"new-{key}" for key in SECRETS}
    assert lost["aiprofile"].api_key == "new"
    page = desk.post(reverse("admin:keys"), follow=True).content.decode()
    assert "Two-factor authentication was removed for 1 person." in page
    assert "All good" in page
    assert not Authenticator.objects.filter(pk=factor.pk).exists()
    assert keys.complaint() == ""


def test_a_lost_secret_is_an_empty_text_to_whoever_does_not_ask(lost: dict[str, Any]) -> None:
    secrets = lost["channelaccount"].secrets
    assert (secrets, bool(secrets), json.dumps(secrets), isinstance(secrets, LostSecrets)) == ({}, False, "{}", True)
    secret = lost["aiprofile"].api_key
    assert (secret, bool(secret), json.dumps(secret), isinstance(secret, LostSecret)) == ("", False, '""', True)


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_a_worker_does_not_start_under_a_wrong_key() -> None:
    keys.seal_once()
    settings_of_test = connection.settings_dict
    url = (
        f"postgres://{settings_of_test['USER']}:{settings_of_test['PASSWORD']}@{settings_of_test['HOST']}"
        f":{settings_of_test['PORT']}/{settings_of_test['NAME']}"
    )
    environment = os.environ | {"DATABASE_URL": url, "FIELD_ENCRYPTION_KEYS": "wrong"}
    done = subprocess.run(
        [BIN / "celery", "-A", "handoffdesk.celery", "worker", "--pool", "threads", "-c", "1"],
        env=environment, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert (done.returncode, "can't open the secrets in this database" in said) == (1, True), said
    assert "Traceback" not in said
