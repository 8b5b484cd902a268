"""One row of every model that the admin shows."""

import itertools
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import ApiKey, Membership, Team, User
from conversations.enums import Author, Delivery, Direction, Floor, InboundState, Priority, TurnState
from conversations.models import (
    AiProfile,
    AiTurn,
    Article,
    Brand,
    ChannelAccount,
    Conversation,
    Event,
    InboundEvent,
    Lead,
    LeadIdentity,
    Message,
    Tag,
)
from handoffdesk.operations.models import Alarm, Heartbeat, SweepRun
from notifications.models import Notification, NotificationDelivery
from routing.enums import Cause, DeadlineKind
from routing.models import (
    AcknowledgementTemplate,
    AgentProfile,
    Assignment,
    Calendar,
    CalendarException,
    CalendarSpan,
    Deadline,
    Handoff,
    SlaPolicy,
    Task,
)
from triggers.models import Backtest, Detection, Phrase, RegressionCase, Scenario, TriggerVersion, Verdict, WordGroup

SECRETS = {"app_secret": "canary-app-secret", "verify_token": "canary-verify", "access_token": "canary-access"}
_numbers = itertools.count(1)


def make_user(**fields: Any) -> User:
    """Return a person, who can log in only when given a password."""
    number = next(_numbers)
    defaults: dict[str, Any] = {"name": f"Person {number}", "email": f"person{number}@example.com"}
    return User.objects.create_user(**(defaults | fields))


def make_set() -> dict[str, Any]:
    """Make one connected row of each model; call it again for more."""
    rows: dict[str, Any] = {}
    number = next(_numbers)
    for make in (make_people, make_channel, make_talk, make_rules, make_routing):
        make(rows, number)
    return rows


def make_people(rows: dict[str, Any], number: int) -> None:
    """Make a person in a team, with a key."""
    rows["user"] = make_user()
    rows["team"] = Team.objects.create(name=f"Team {number}", slug=f"team-{number}")
    Membership.objects.create(user=rows["user"], team=rows["team"])
    AgentProfile.objects.create(user=rows["user"])
    rows["apikey"] = ApiKey.objects.create(
        user=rows["user"], name="key", prefix="hd_canaryp", digest=f"canary-digest-{number}"
    )


def make_channel(rows: dict[str, Any], number: int) -> None:
    """Make an account, knowledge, a customer and the conversation."""
    now = timezone.now()
    rows["aiprofile"] = AiProfile.objects.create(
        name=f"AI {number}", base_url="http://127.0.0.1:9/v1", model="m", api_key="canary-ai-key"
    )
    rows["channelaccount"] = ChannelAccount.objects.create(
        kind="whatsapp", name=f"WhatsApp {number}", team=rows["team"], external_id=str(number), secrets=SECRETS
    )
    rows["brand"] = Brand.objects.create(name=f"Shop {number}", ai_name="Fern")
    rows["tag"] = Tag.objects.create(slug=f"tag-{number}", name=f"Tag {number}")
    rows["article"] = Article.objects.create(title=f"Returns {number}", body="Thirty days.\n\nWith the receipt.")
    rows["lead"] = Lead.objects.create(name=f"Customer {number}", owner=rows["user"], fields={"order": "<b>7</b>"})
    address = f"1202555{number}"
    LeadIdentity.objects.create(
        lead=rows["lead"], account=rows["channelaccount"], external_id=address, canonical=address
    )
    rows["conversation"] = Conversation.objects.create(
        lead=rows["lead"],
        account=rows["channelaccount"],
        team=rows["team"],
        floor=Floor.QUEUE,
        waiting_since=now,
        last_message_at=now,
        holder=rows["user"],
        version=2,
    )


def make_talk(rows: dict[str, Any], number: int) -> None:
    """Make what was said and what the machinery keeps of it."""
    now = timezone.now()
    rows["message"] = Message.objects.create(
        conversation=rows["conversation"],
        account=rows["channelaccount"],
        version=1,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        body="<script>alert(1)</script>",
        created_at=now,
    )
    rows["dead"] = Message.objects.create(
        conversation=rows["conversation"],
        account=rows["channelaccount"],
        version=2,
        direction=Direction.OUTBOUND,
        author=Author.AGENT,
        body="Hello",
        delivery=Delivery.FAILED,
        delivery_error="gone",
        created_at=now,
    )
    rows["event"] = Event.objects.create(
        conversation=rows["conversation"],
        version=1,
        kind="message.received",
        actor=Author.LEAD,
        user=rows["user"],
        payload={"x": "<img src=x onerror=alert(1)>"},
        created_at=now,
    )
    rows["inboundevent"] = InboundEvent.objects.create(
        account=rows["channelaccount"],
        kind="malformed",
        provider_id=f"p{number}",
        raw={"body": "<b>{"},
        state=InboundState.FAILED,
        error="no JSON",
    )
    rows["aiturn"] = AiTurn.objects.create(
        conversation=rows["conversation"],
        inbound_version=1,
        floor_token=0,
        state=TurnState.ANSWERED,
        due_at=now,
        report={"confidence": 0.5},
    )


def make_rules(rows: dict[str, Any], number: int) -> None:
    """Make a scenario and what it found."""
    rows["scenario"] = Scenario.objects.create(
        key=f"refund-{number}", name=f"Refund {number}", category="cancellation", team=rows["team"]
    )
    rows["phrase"] = Phrase.objects.create(scenario=rows["scenario"], text="refund my order", language="en")
    rows["wordgroup"] = WordGroup.objects.create(name=f"parcel-{number}", words="parcel\nmy package")
    rows["triggerversion"] = TriggerVersion.objects.create(number=number + 1000, snapshot=[], published_by=rows["user"])
    rows["backtest"] = Backtest.objects.create(
        version=rows["triggerversion"],
        requested_by=rows["user"],
        since_at=timezone.now() - timedelta(weeks=4),
        until_at=timezone.now(),
        state="stopped",
    )
    rows["verdict"] = Verdict.objects.create(
        message=rows["message"],
        conversation=rows["conversation"],
        scenario_key=rows["scenario"].key,
        opinion="missed",
        reviewer=rows["user"],
    )
    rows["regressioncase"] = RegressionCase.objects.create(
        name=f"Case {number}",
        facts={"text": "<b>hello</b>", "context": [{"role": "bot", "text": "<i>hi</i>"}]},
        expectation="fires",
        scenario_key=rows["scenario"].key,
        message=rows["message"],
        created_by=rows["user"],
    )
    rows["detection"] = Detection.objects.create(
        conversation=rows["conversation"],
        message=rows["message"],
        version=rows["triggerversion"],
        scenario=rows["scenario"],
        category="cancellation",
        score=0.9,
        fired=True,
    )


def make_routing(rows: dict[str, Any], number: int) -> None:
    """Make an episode with everything that hangs on it."""
    now = timezone.now()
    rows["handoff"] = Handoff.objects.create(
        conversation=rows["conversation"],
        cause=Cause.TRIGGER,
        category="cancellation",
        scenario=rows["scenario"],
        detection=rows["detection"],
        reason="found refund",
        team=rows["team"],
        agent=rows["user"],
        detected_at=now,
        package={"header": "<i>who</i>"},
    )
    Assignment.objects.create(
        handoff=rows["handoff"], team=rows["team"], agent=rows["user"], reason="round robin", started_at=now
    )
    rows["task"] = Task.objects.create(
        conversation=rows["conversation"],
        handoff=rows["handoff"],
        team=rows["team"],
        agent=rows["user"],
        title="Call",
        due_at=now,
    )
    rows["deadline"] = Deadline.objects.create(
        kind=DeadlineKind.FIRST_RESPONSE,
        conversation=rows["conversation"],
        handoff=rows["handoff"],
        due_at=now + timedelta(minutes=5),
    )
    rows["calendar"] = Calendar.objects.create(name=f"Office {number}", time_zone="Europe/Madrid")
    CalendarSpan.objects.create(calendar=rows["calendar"], weekday=0, opens=time(9), closes=time(17))
    CalendarException.objects.create(calendar=rows["calendar"], date=now.date() + timedelta(days=30), name="Holiday")
    rows["slapolicy"] = SlaPolicy.objects.create(name=f"SLA {number}", team=rows["team"], calendar=rows["calendar"])
    for priority, minutes in ((Priority.NORMAL, 15), (Priority.URGENT, 5)):
        rows["slapolicy"].targets.create(metric="first_response", priority=priority, minutes=minutes)
    rows["acknowledgementtemplate"] = AcknowledgementTemplate.objects.create(
        key=f"standard-{number}", hours="open", text="Thank you {name}. You hear from {team} within {wait}."
    )
    rows["notification"] = Notification.objects.create(
        user=rows["user"],
        kind="handoff.opened",
        conversation=rows["conversation"],
        event=rows["event"],
        payload={"x": 1},
    )
    rows["notificationdelivery"] = NotificationDelivery.objects.create(
        notification=rows["notification"], transport="email", state="failed", error="The mail server said 550: <gone>"
    )
    rows["alarm"] = Alarm.objects.create(kind=f"broker_down_{number}", detail="Redis does not answer")
    rows["heartbeat"] = Heartbeat.objects.create(name=f"beat {number}", beaten_at=now)
    rows["sweeprun"] = SweepRun.objects.create(job=f"routing.sweep_turns {number}", last_run_at=now)
