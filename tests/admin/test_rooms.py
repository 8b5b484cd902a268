"""Calendars, SLA, acknowledgements, knowledge, evidence: what their pages do beyond saving."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import PeriodicTask

from accounts.models import User
from conversations.enums import Delivery, InboundState
from conversations.models import Article, Message
from routing.admin.sla import say_minutes
from routing.models import Calendar, CalendarException, SlaPolicy
from tests.admin.forms import form_of

MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def url_of(row: Any, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=(row.pk,))


def test_a_calendar_says_whether_it_is_open(desk: Client, boss: User, rows: dict[str, Any]) -> None:
    with time_machine.travel(MONDAY_NOON, tick=False):
        assert "open now" in desk.get(url_of(rows["calendar"])).content.decode()
    with time_machine.travel(SUNDAY, tick=False):
        page = desk.get(url_of(rows["calendar"])).content.decode()
    assert "closed, opens Monday 23 November, 09:00 (CET)" in page
    Calendar.objects.create(name="Never")
    assert "never opens" in desk.get(reverse("admin:routing_calendar_changelist")).content.decode()


def test_a_new_calendar_takes_the_installations_zone(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "America/Sao_Paulo"
    assert form_of(desk.get(reverse("admin:routing_calendar_add")).content)["time_zone"] == "America/Sao_Paulo"


def test_hours_that_nobody_reads_are_not_asked_for(desk: Client, rows: dict[str, Any]) -> None:
    calendar, url = rows["calendar"], url_of(rows["calendar"])
    page = desk.get(url).content.decode()
    assert 'id="spans-group"' in page
    assert rows["team"].name in page
    assert "no SLA policy uses it" not in page

    calendar.always_open = True
    calendar.save()
    page = desk.get(url).content.decode()
    assert 'id="spans-group"' not in page
    assert 'id="exceptions-group"' not in page
    assert desk.post(url, form_of(desk.get(url).content)).status_code == 302
    assert calendar.spans.count() == 1, "hours that are not shown are kept"

    Calendar.objects.create(name="Unused")
    assert "no SLA policy uses it" in desk.get(reverse("admin:routing_calendar_changelist")).content.decode()


def test_holidays_become_rows_that_can_be_edited_and_are_added_once(
    desk: Client, boss: User, rows: dict[str, Any]
) -> None:
    calendar = rows["calendar"]
    url = url_of(calendar, "holidays")
    with time_machine.travel(MONDAY_NOON, tick=False):
        assert desk.get(url).status_code == 200
        CalendarException.objects.create(
            calendar=calendar, date="2027-01-01", name="We work", opens="10:00", closes="12:00"
        )
        form = {"country": "ES", "region": "md", "year": "2027"}
        assert desk.post(url, form).status_code == 302
        count = calendar.exceptions.count()
        assert count > 9
        assert list(calendar.exceptions.filter(date="2027-01-01").values_list("name", flat=True)) == ["We work"]
        assert calendar.exceptions.filter(date="2027-01-06", opens__isnull=True).exists()
        desk.post(url, form)
        assert calendar.exceptions.count() == count
        bad = desk.post(url, form | {"region": "XX"})
    assert "No such region" in bad.content.decode()


def test_a_second_common_sla_policy_is_refused_in_plain_words(desk: Client, rows: dict[str, Any]) -> None:
    SlaPolicy.objects.create(name="Everybody", calendar=rows["calendar"])
    url = url_of(rows["slapolicy"])
    answer = desk.post(url, form_of(desk.get(url).content) | {"team": ""})
    assert "“Everybody” already covers" in answer.content.decode()
    slow = desk.post(url, form_of(desk.get(url).content) | {"targets-1-minutes": "99"})
    assert "would wait longer" in slow.content.decode()


def test_a_new_sla_policy_comes_with_the_usual_times_which_can_be_changed(desk: Client, rows: dict[str, Any]) -> None:
    add = reverse("admin:routing_slapolicy_add")
    form = form_of(desk.get(add).content)
    proposed = [form[f"targets-{place}-minutes"] for place in range(3)]
    assert proposed == ["15", "5", "1440"]
    given = {"name": "Evenings", "team": "", "calendar": rows["calendar"].pk, "targets-1-minutes": ""}
    emptied = desk.post(add, form | given)
    assert "Enter the minutes, or remove this row." in emptied.content.decode()
    assert not SlaPolicy.objects.filter(name="Evenings").exists()
    assert desk.post(add, form | given | {"targets-1-DELETE": "on"}).status_code == 302
    policy = SlaPolicy.objects.get(name="Evenings")
    kept = list(policy.targets.values_list("metric", "priority", "minutes", "hours"))
    assert kept == [("first_response", 2, 15, "business"), ("resolution", 2, 1440, "business")]
    url = url_of(policy)
    added = {"targets-TOTAL_FORMS": "3", "targets-2-metric": "", "targets-2-minutes": "", "targets-2-priority": "2"}
    added |= {"targets-2-hours": "business", "targets-2-policy": str(policy.pk), "targets-2-id": ""}
    changed = {"targets-1-hours": "wall"} | added
    assert desk.post(url, form_of(desk.get(url).content) | changed).status_code == 302
    assert policy.targets.count() == 2, "a row that was added and never filled in is no promise"
    page = desk.get(reverse("admin:routing_slapolicy_changelist")).content.decode()
    assert "1 day (around the clock)" in page
    assert "15 minutes, urgent 5 minutes" in page


def test_an_acknowledgement_is_previewed_with_the_promise_of_the_sla(desk: Client, rows: dict[str, Any]) -> None:
    page = desk.get(url_of(rows["acknowledgementtemplate"])).content.decode()
    assert f"Thank you Ana. You hear from {rows['team']} within 15 minutes." in page
    assert "within 5 minutes" in page
    url = url_of(rows["acknowledgementtemplate"])
    wrong = desk.post(url, form_of(desk.get(url).content) | {"text": "In {minutes}"})
    assert "Unknown placeholder" in wrong.content.decode()


def test_saving_an_article_makes_its_passages_anew(desk: Client, db: None) -> None:
    add = reverse("admin:conversations_article_add")
    body = "Parcels travel two days and are tracked on the way.\n\nReturns are free for thirty days with the receipt."
    desk.post(add, {"title": "Shipping", "body": body, "language": "en", "is_published": "on"})
    article = Article.objects.get()
    assert article.passages.exists()
    url = url_of(article)
    desk.post(url, form_of(desk.get(url).content) | {"body": "Only this sentence about gift cards remains here."})
    assert "gift cards" in " ".join(article.passages.values_list("text", flat=True))
    assert "Parcels" not in " ".join(article.passages.values_list("text", flat=True))
    actions = reverse("admin:conversations_article_changelist")
    desk.post(actions, {"action": "withdraw", "_selected_action": [article.pk]})
    article.refresh_from_db()
    assert not article.is_published


def test_a_dead_letter_is_sent_again_and_nothing_else(desk: Client, rows: dict[str, Any]) -> None:
    chosen = [rows["dead"].pk, rows["message"].pk]
    url = reverse("admin:conversations_message_changelist")
    answer = desk.post(url, {"action": "send_again", "_selected_action": chosen}, follow=True)
    assert "1 message queued again. 1 was not a dead letter." in answer.content.decode()
    assert Message.objects.get(pk=rows["dead"].pk).delivery == Delivery.QUEUED
    assert Message.objects.get(pk=rows["message"].pk).delivery == Delivery.NONE


def test_a_failed_update_is_processed_again_and_says_when_it_fails_again(desk: Client, rows: dict[str, Any]) -> None:
    event = rows["inboundevent"]
    url = reverse("admin:conversations_inboundevent_changelist")
    answer = desk.post(url, {"action": "process_chosen_again", "_selected_action": [event.pk]}, follow=True)
    assert answer.status_code == 200
    event.refresh_from_db()
    assert event.attempts >= 1 or event.state in {InboundState.PROCESSED, InboundState.IGNORED}


def test_a_sweep_keeps_its_job_and_cannot_be_deleted(desk: Client, db: None) -> None:
    sweep = PeriodicTask.objects.get(name="routing.sweep_deadlines")
    form = form_of(desk.get(url_of(sweep)).content) | {"task": "evil", "name": "evil", "args": '["x"]'}
    assert desk.post(url_of(sweep), form).status_code == 302
    sweep.refresh_from_db()
    assert (sweep.name, sweep.task, sweep.args) == ("routing.sweep_deadlines", "routing.sweep_deadlines", "[]")
    assert desk.post(url_of(sweep, "delete"), {"post": "yes"}).status_code == 403
    assert desk.get(reverse("admin:django_celery_beat_periodictask_add")).status_code == 403


@pytest.mark.parametrize("name", ["scenario", "calendar", "slapolicy", "acknowledgementtemplate"])
def test_configuration_keeps_who_changed_what(desk: Client, boss: Any, rows: dict[str, Any], name: str) -> None:
    row = rows[name]
    field = "text" if name == "acknowledgementtemplate" else "name"
    desk.post(url_of(row), form_of(desk.get(url_of(row)).content) | {field: "Changed"})
    assert row.history.first().history_user == boss
    assert getattr(row.history.first(), field) == "Changed"
    assert "Boss" in desk.get(url_of(row, "history")).content.decode()


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "90 minutes"),
        (120, "2 hours"),
        (1440, "1 day"),
        (2880, "2 days"),
    ],
)
def test_promises_are_said_in_words(minutes: int, said: str) -> None:
    assert say_minutes(minutes) == said
