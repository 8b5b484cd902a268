"""The page of the inbox and what it is made of."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tools.vendor import MANIFEST, find_changed

STATIC = Path(settings.BASE_DIR) / "handoffdesk" / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.fixture
def agent(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ana@desk.test", name="Ana </script><b>"))
    return client


def test_a_stranger_is_sent_to_the_log_in_page_and_back(client, db):
    answer = client.get("/inbox/")
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next=/inbox/"


def test_the_front_door_leads_to_the_inbox(agent):
    assert agent.get("/").url == reverse("inbox")


def test_the_page_tells_the_browser_who_is_logged_in_and_what_to_open(agent):
    key = "018f2b1c-0000-7000-8000-000000000001"
    page = agent.get(f"/inbox/{key}/").content.decode()
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    boot = json.loads(found.group(1))
    assert boot["conversation"] == key
    assert boot["me"]["name"] == "Ana </script><b>"
    assert boot["channels"]["whatsapp"] == {"label": "WhatsApp", "icon": "message-circle"}
    assert boot["me"]["is_admin"] is False
    assert agent.get("/inbox/").status_code == 200
    assert agent.get("/inbox/not-an-id/").status_code == 404


def test_the_page_is_only_read(agent):
    assert agent.post("/inbox/").status_code == 405


def test_no_page_holds_inline_code_or_style_or_fetches_from_elsewhere():
    for path in [*TEMPLATES.rglob("*.html")]:
        if "admin" in path.relative_to(TEMPLATES).parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text), path
        assert not re.search(r"""(src|href)=["']?(https?:)?//""", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


def test_no_module_parses_markup():
    for path in (STATIC / "inbox").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|style=", text), path
    assert not [*STATIC.rglob("unsafe-*.js")]


def test_every_icon_that_the_modules_name_is_in_the_sprite():
    symbols = set(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    named = {
        name
        for path in (STATIC / "inbox").glob("*.js")
        for name in re.findall(r'icon\("([a-z-]+)"\)', path.read_text())
    }
    assert named
    assert named <= symbols


def test_vendored_files_are_what_was_fetched():
    assert find_changed(json.loads(MANIFEST.read_text())) == []
