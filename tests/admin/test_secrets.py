"""Secrets go in and never come out: not in pages, history, exports or error pages."""

import html
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey, User
from accounts.services.apikeys import find_api_key
from conversations.adapters.registry import CHANNELS
from conversations.models import AiProfile, ChannelAccount
from tests.admin.forms import form_of
from tests.admin.rows import SECRETS


def change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))


@pytest.fixture
def account(rows: dict[str, Any]) -> ChannelAccount:
    found: ChannelAccount = rows["channelaccount"]
    return found


def test_no_page_shows_a_stored_secret(desk: Client, rows: dict[str, Any]) -> None:
    for name in ("channelaccount", "aiprofile", "apikey"):
        row = rows[name]
        lists = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
        history = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_history", args=(row.pk,))
        for url in (change_url(row), lists, history):
            page = desk.get(url).content.decode()
            assert "canary-" not in page, url
    assert "set" in desk.get(change_url(rows["channelaccount"])).content.decode()


def test_empty_keeps_a_secret_new_text_replaces_it_and_a_tick_removes_it(desk: Client, account: ChannelAccount) -> None:
    form = form_of(desk.get(change_url(account)).content)
    assert desk.post(change_url(account), form).status_code == 302
    account.refresh_from_db()
    assert account.secrets == SECRETS

    assert desk.post(change_url(account), form | {"access_token": "fresh"}).status_code == 302
    account.refresh_from_db()
    assert account.secrets["access_token"] == "fresh"
    assert account.secrets["app_secret"] == SECRETS["app_secret"]

    assert desk.post(change_url(account), form | {"verify_token-remove": "on"}).status_code == 302
    account.refresh_from_db()
    assert "verify_token" not in account.secrets
    assert "fresh" not in "".join(LogEntry.objects.values_list("change_message", flat=True))


def test_a_rejected_form_does_not_show_what_was_typed(desk: Client, account: ChannelAccount) -> None:
    form = form_of(desk.get(change_url(account)).content) | {"name": "", "access_token": "typed-secret"}
    answer = desk.post(change_url(account), form)
    assert answer.status_code == 200
    assert "typed-secret" not in answer.content.decode()


def test_a_new_token_mends_a_broken_account(desk: Client, account: ChannelAccount) -> None:
    ChannelAccount.objects.filter(pk=account.pk).update(health="broken", health_note="token expired")
    form = form_of(desk.get(change_url(account)).content)
    desk.post(change_url(account), form)
    account.refresh_from_db()
    assert account.health == "broken"
    desk.post(change_url(account), form | {"access_token": "fresh"})
    account.refresh_from_db()
    assert (account.health, account.health_note) == ("ok", "")


def test_a_live_whatsapp_account_without_its_secret_is_refused(desk: Client, account: ChannelAccount) -> None:
    form = form_of(desk.get(change_url(account)).content) | {"app_secret-remove": "on"}
    answer = desk.post(change_url(account), form)
    assert answer.status_code == 200
    assert "needs this" in answer.content.decode()
    assert desk.post(change_url(account), form | {"simulator": "on"}).status_code == 302


def test_what_no_key_opens_goes_only_when_all_of_it_was_entered_again(
    desk: Client, account: ChannelAccount, settings: Any
) -> None:
    settings.FIELD_ENCRYPTION_KEYS, right = ["wrong"], settings.FIELD_ENCRYPTION_KEYS
    url = change_url(account)
    page = desk.get(url).content
    assert page.decode().count("cannot be read: enter it again") == 3
    form = form_of(page) | {"simulator": "on"}
    assert desk.post(url, form | {"access_token": "fresh"}).status_code == 200
    assert desk.post(url, form | {"name": "Renamed"}).status_code == 302
    settings.FIELD_ENCRYPTION_KEYS = right
    account.refresh_from_db()
    assert (account.name, account.secrets) == ("Renamed", SECRETS)


def test_a_new_account_is_asked_for_what_its_channel_declares(desk: Client, account: ChannelAccount) -> None:
    url = reverse("admin:conversations_channelaccount_add")
    page = desk.get(url).content
    for channel in CHANNELS.values():
        assert all(f'name="{field.name}"'.encode() in page for field in channel.fields)
    form = form_of(page) | {"kind": "whatsapp", "name": "New", "team": account.team_id, "external_id": "12"}
    answer = desk.post(url, form | {"app_secret": "typed", "verify_token": "v"})
    assert "A live WhatsApp account needs this" in answer.content.decode()
    assert desk.post(url, form | {"app_secret": "typed", "access_token": "t"}).status_code == 302
    made = ChannelAccount.objects.get(name="New")
    assert (made.external_id, made.secrets) == ("12", {"app_secret": "typed", "access_token": "t"})
    # A channel gets nothing that it does not ask for.
    assert desk.post(url, form | {"kind": "webchat", "name": "Chat", "external_id": "", "app_secret": "x"}).status_code
    assert ChannelAccount.objects.get(name="Chat").secrets == {}
    shown = desk.get(change_url(ChannelAccount.objects.get(name="Chat"))).content.decode()
    assert 'name="allowed_origins"' in shown
    assert 'name="access_token"' not in shown


def test_origins_are_checked(desk: Client, account: ChannelAccount) -> None:
    ChannelAccount.objects.filter(pk=account.pk).update(kind="webchat", external_id="", secrets={})
    form = form_of(desk.get(change_url(account)).content)
    bad = desk.post(change_url(account), form | {"allowed_origins": "https://shop.example.com/page"})
    assert bad.status_code == 200
    assert desk.post(change_url(account), form | {"allowed_origins": "https://Shop.example.com/"}).status_code == 302
    account.refresh_from_db()
    assert account.allowed_origins == "https://shop.example.com"


def test_an_api_key_is_shown_once_and_works(desk: Client, boss: User) -> None:
    url = reverse("admin:accounts_apikey_add")
    answer = desk.post(url, {"name": "Till", "user": boss.pk, "expires_at_0": "", "expires_at_1": ""}, follow=True)
    page = answer.content.decode()
    key = page.split('data-copy="', 1)[1].split('"', 1)[0]
    found = find_api_key(key=key)
    assert found is not None
    assert found.user == boss
    assert ApiKey.objects.count() == 1
    assert found.digest not in page
    again = desk.get(reverse("admin:accounts_apikey_change", args=(found.pk,))).content.decode()
    assert key not in again
    assert key not in "".join(LogEntry.objects.values_list("object_repr", flat=True))


def test_the_user_of_a_key_cannot_be_changed(desk: Client, boss: User, rows: dict[str, Any]) -> None:
    key = rows["apikey"]
    desk.post(
        change_url(key), form_of(desk.get(change_url(key)).content) | {"user": boss.pk, "digest": "x", "name": "new"}
    )
    key.refresh_from_db()
    assert (key.user, key.name) == (rows["user"], "new")
    assert key.digest.startswith("canary")


def test_a_new_default_profile_takes_over(desk: Client, rows: dict[str, Any]) -> None:
    old = AiProfile.objects.create(name="Old", is_default=True)
    profile = rows["aiprofile"]
    form = form_of(desk.get(change_url(profile)).content) | {"is_default": "on"}
    assert desk.post(change_url(profile), form).status_code == 302
    profile.refresh_from_db()
    old.refresh_from_db()
    assert (profile.is_default, old.is_default) == (True, False)
    assert profile.api_key == "canary-ai-key"


def test_the_connection_test_says_that_nothing_answers(desk: Client, rows: dict[str, Any]) -> None:
    url = reverse("admin:conversations_aiprofile_test", args=(rows["aiprofile"].pk,))
    assert desk.get(url).status_code == 405
    page = desk.post(url, follow=True).content.decode()
    assert "can't be reached" in html.unescape(page)
    assert "canary-ai-key" not in page


def test_a_stored_key_does_not_follow_to_another_server(desk: Client, rows: dict[str, Any]) -> None:
    profile = rows["aiprofile"]
    AiProfile.objects.filter(pk=profile.pk).update(base_url="https://models.example.com/v1", model="m")
    form = form_of(desk.get(change_url(profile)).content)
    moves = {
        "https://models.example.com/v2": 302,
        "https://Models.example.com/v1": 302,
        "https://evil.example.net/v1": 200,
        "http://models.example.com/v1": 200,
        "https://models.example.com:8443/v1": 200,
        "https://models.example.com@evil.example.net/v1": 200,
    }
    assert {url: desk.post(change_url(profile), form | {"base_url": url}).status_code for url in moves} == moves
    # Nor by way of no address at all.
    assert desk.post(change_url(profile), form | {"base_url": "", "model": ""}).status_code == 302
    answer = desk.post(change_url(profile), form | {"base_url": "https://evil.example.net/v1"})
    assert "Enter this again" in answer.content.decode()
    profile.refresh_from_db()
    assert profile.api_key == "canary-ai-key"
    for entry in ({"api_key": "for-the-new-one"}, {"api_key-remove": "on"}):
        moved = form | {"base_url": f"https://{len(entry)}{min(entry)}.example.org".replace("_", "-") + "/v1"}
        assert desk.post(change_url(profile), moved | entry).status_code == 302
    profile.refresh_from_db()
    assert profile.api_key == ""
