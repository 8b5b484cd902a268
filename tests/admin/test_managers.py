"""What each of five opens in the admin: an admin all, a manager the pages of their job, everybody else nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from accounts.models import Membership, Role, Team, User
from tests.admin.rows import make_set, make_user

# Pages that a manager reads. A model that is not named here refuses them, also one that comes later.
THEIRS = {
    "accounts.team",
    "accounts.user",
    "conversations.article",
    "conversations.conversation",
    "conversations.lead",
    "conversations.message",
    "conversations.tag",
    "routing.acknowledgementtemplate",
    "routing.calendar",
    "routing.deadline",
    "routing.handoff",
    "routing.slapolicy",
    "routing.task",
    "triggers.detection",
    "triggers.phrase",
    "triggers.scenario",
    "triggers.triggerversion",
    "triggers.verdict",
}
# What belongs to the whole desk: readable whoever made it.
SHARED = {
    "article",
    "tag",
    "acknowledgementtemplate",
    "calendar",
    "slapolicy",
    "phrase",
    "scenario",
    "triggerversion",
}
DOORS = {"index", "logout", "jsi18n", "password_change", "login"}


def browser_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def member(team: Team, role: str) -> User:
    user = make_user()
    Membership.objects.create(user=user, team=team, role=role)
    return user


def page_of(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def manager(rows: dict[str, Any]) -> User:
    return member(rows["team"], Role.MANAGER)


def refused(answer: Any) -> bool:
    return answer.status_code == 403 or (answer.status_code == 302 and "/login/" in answer["Location"])


def test_five_people_and_every_list_and_row(boss: User, rows: dict[str, Any], manager: User) -> None:
    away = make_set()
    people = {
        "admin": boss,
        "manager": manager,
        "agent": member(rows["team"], Role.AGENT),
        "agent of another team": member(away["team"], Role.AGENT),
        "nobody": None,
    }
    wrong: list[tuple[Any, ...]] = []
    for who, user in people.items():
        browser = browser_of(user)
        for model in admin.site._registry:
            label, name = model._meta.label_lower, str(model._meta.model_name)
            opens = who == "admin" or (who == "manager" and label in THEIRS)
            answer = browser.get(page_of(model, "changelist"))
            if (answer.status_code == 200) is not opens or not (opens or refused(answer)):
                wrong.append((who, label, answer.status_code))
            for whose, found in (("own", rows), ("other team's", away)):
                if name in found:
                    reads = opens and (who == "admin" or whose == "own" or name in SHARED)
                    status = browser.get(page_of(model, "change", found[name].pk)).status_code
                    if (status == 200) is not reads:
                        wrong.append((who, whose, label, status))
    assert wrong == []


def test_a_manager_reads_and_changes_nothing(rows: dict[str, Any], manager: User) -> None:
    browser = browser_of(manager)
    page = browser.get(page_of(Team, "change", rows["team"].pk)).content.decode()
    assert 'name="_save"' not in page
    for name in sorted(THEIRS):
        row = rows[name.rpartition(".")[2]]
        for act in ("change", "delete", "history"):
            answer = browser.post(page_of(type(row), act, row.pk), {"post": "yes", "name": "Taken over"})
            assert answer.status_code == 403, (name, act)
        assert browser.post(page_of(type(row), "changelist"), {"action": "delete_selected"}).status_code == 403
        row.refresh_from_db()


def test_a_list_holds_only_what_the_manager_may_see(rows: dict[str, Any], manager: User) -> None:
    away, browser = make_set(), browser_of(manager)
    for name in ("conversation", "handoff", "message", "lead", "task", "deadline", "detection", "verdict", "team"):
        shown = browser.get(page_of(type(rows[name]), "changelist")).context["cl"].queryset
        keys = set(shown.values_list("pk", flat=True))
        assert rows[name].pk in keys, name
        assert away[name].pk not in keys, name


def every_address(patterns: list[Any], rows: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and address of every page of the admin; whatever an address asks for gets a row's key."""
    values = {
        "message_id": rows["message"].pk,
        "backtest_id": rows["backtest"].pk,
        "app_label": "routing",
        "name": "person",
    }
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern.url_patterns, rows)
        elif isinstance(pattern, URLPattern) and pattern.name:
            asked = pattern.pattern.regex
            named = {name: values.get(name, "1") for name in asked.groupindex}
            args = () if named else ("1",) * asked.groups
            yield pattern.name, reverse(f"admin:{pattern.name}", args=args, kwargs=named or None)


def test_whatever_else_the_admin_has_refuses_a_manager(rows: dict[str, Any], manager: User) -> None:
    browser = browser_of(manager)
    pages = dict(every_address(admin.site.get_urls(), rows))
    assert {"setup", "publish", "accounts_user_link", "routing_calendar_holidays", "triggers_phrase_import"} <= set(
        pages
    )
    theirs = {f"{label.replace('.', '_')}_{page}" for label in THEIRS for page in ("changelist", "change")}
    opened = {
        (method, name)
        for name, url in pages.items()
        if name not in DOORS
        for method in ("get", "post")
        if not (method == "get" and name in theirs) and not refused(getattr(browser, method)(url))
    }
    assert opened == set()


def test_the_first_page_of_a_manager_shows_their_pages_alone(rows: dict[str, Any], manager: User) -> None:
    page = browser_of(manager).get(reverse("admin:index"))
    shown = {model["admin_url"] for shelf in page.context["app_list"] for model in shelf["models"]}
    assert shown == {
        page_of(model, "changelist") for model in admin.site._registry if model._meta.label_lower in THEIRS
    }
    assert "desk-tiles" not in page.content.decode()
    assert "desk-setup" not in page.content.decode()
