"""The chat page and the widget's public facts."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as desk_settings
from django.test import Client
from pytest_django import Settings

from conversations.models import ChannelAccount
from handoffdesk.widget.texts import widget_texts
from tests.factories.conversations import WebChatAccountFactory

PLAIN_NAMES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WIDGET = Path(desk_settings.BASE_DIR) / "handoffdesk" / "static" / "widget"


@pytest.fixture(autouse=True)
def _plain_static_names(settings: Settings) -> None:
    """Leave out the hashes of the static files' names: production's list of them is made by collectstatic."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": PLAIN_NAMES}


@pytest.fixture
def account(db: None) -> ChannelAccount:
    made: ChannelAccount = WebChatAccountFactory.create(
        secrets={"access_token": "secret-access", "app_secret": "secret-app", "verify_token": "secret-verify"}
    )
    return made


def test_the_page_says_that_it_is_a_simulation_and_carries_the_widget(client: Client, account: ChannelAccount) -> None:
    response = client.get(f"/chat/{account.public_id}/")
    text = response.content.decode()
    assert response.status_code == 200
    assert "Simulation" in text
    assert f'data-widget="{account.public_id}"' in text
    assert "secret-" not in text


def test_the_page_is_framed_by_nobody_and_runs_only_its_own_scripts(client: Client, account: ChannelAccount) -> None:
    response = client.get(f"/chat/{account.public_id}/")
    policy = response["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert not re.search(r"<script(?![^>]*\bsrc=)", response.content.decode())


def test_the_config_holds_no_secret_and_is_readable_from_other_pages(client: Client, account: ChannelAccount) -> None:
    response = client.get(f"/chat/{account.public_id}/config.json", headers={"origin": "https://shop.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert set(response.json()) == {"business", "logo", "ai", "language", "texts"}
    assert "secret-" not in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("path", ["", "config.json"])
def test_an_unknown_or_inactive_widget_is_missing(client: Client, account: ChannelAccount, path: str) -> None:
    assert client.get(f"/chat/nonsense/{path}").status_code == 404
    ChannelAccount.objects.update(is_active=False)
    assert client.get(f"/chat/{account.public_id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "config.json"])
def test_the_pages_are_only_read(client: Client, account: ChannelAccount, path: str) -> None:
    assert client.post(f"/chat/{account.public_id}/{path}").status_code == 405


def test_a_business_name_from_the_admin_stays_text(client: Client, account: ChannelAccount) -> None:
    ChannelAccount.objects.update(name="<script>alert(1)</script>")
    assert b"<script>alert" not in client.get(f"/chat/{account.public_id}/").content


def test_the_english_texts_of_script_and_server_are_the_same() -> None:
    script = (WIDGET / "texts.js").read_text(encoding="utf-8")
    block = script.split("export const ENGLISH = {")[1].split("};")[0]
    pairs = {key: json.loads(f'"{text}"') for key, text in re.findall(r'^  (\w+): "(.*)",$', block, re.MULTILINE)}
    assert pairs == {key: str(text) for key, text in widget_texts().items()}


def test_every_text_the_widget_asks_for_exists() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in WIDGET.glob("*.js"))
    asked = set(re.findall(r"""\bt\(\s*(?:isFinal \? |isOnline \? )?"(\w+)\"""", scripts))
    assert asked
    assert asked <= set(widget_texts())
