"""One row of every model that the admin shows."""

import itertools
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import ApiKey, Membership, Team, User
from conversations.enums import Author, Delivery, Direction, Floor, InboundState, TurnState
from conversations.models import (
    AiProfile,
    AiTurn,
    Article,
    ChannelAccount,
    Conversation,
    Event,
    InboundEvent,
    Lead,
    LeadIdentity,
    Message,
    Tag,
)
from notifications.models import Notification
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
from triggers.models import Detection, Phrase, Scenario, TriggerVersion

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
    now = timezone.now()
    rows["user"] = user = make_user()
    rows["team"] = team = Team.objects.create(name=f"Team {number}", slug=f"team-{number}")
    Membership.objects.create(user=user, team=team)
    AgentProfile.objects.create(user=user)
    rows["apikey"] = ApiKey.objects.create(user=user, name="key", prefix="hd_canaryp", digest=f"canary-digest-{number}")
    rows["aiprofile"] = AiProfile.objects.create(
        name=f"AI {number}", business_name="Shop", base_url="http://127.0.0.1:9/v1", model="m", api_key="canary-ai-key"
    )
    rows["channelaccount"] = account = ChannelAccount.objects.create(
        kind="whatsapp", name=f"WhatsApp {number}", team=team, external_id=str(number), **SECRETS
    )
    rows["tag"] = Tag.objects.create(slug=f"tag-{number}", name=f"Tag {number}")
    rows["article"] = Article.objects.create(title=f"Returns {number}", body="Thirty days.\n\nWith the receipt.")
    rows["lead"] = lead = Lead.objects.create(name=f"Customer {number}", owner=user, fields={"order": "<b>7</b>"})
    LeadIdentity.objects.create(lead=lead, account=account, external_id=f"+1202555{number}")
    rows["conversation"] = conversation = Conversation.objects.create(
        lead=lead,
        account=account,
        team=team,
        floor=Floor.QUEUE,
        waiting_since=now,
        last_message_at=now,
        holder=user,
        version=2,
    )
    rows["message"] = message = Message.objects.create(
        conversation=conversation,
        account=account,
        version=1,
        direction=Direction.INBOUND,
        author=Author.LEAD,
        body="<script>alert(1)</script>",
        created_at=now,
    )
    rows["dead"] = Message.objects.create(
        conversation=conversation,
        account=account,
        version=2,
        direction=Direction.OUTBOUND,
        author=Author.AGENT,
        body="Hello",
        delivery=Delivery.FAILED,
        delivery_error="gone",
        created_at=now,
    )
    rows["event"] = event = Event.objects.create(
        conversation=conversation,
        version=1,
        kind="message.received",
        actor=Author.LEAD,
        user=user,
        payload={"x": "<img src=x onerror=alert(1)>"},
        created_at=now,
    )
    rows["inboundevent"] = InboundEvent.objects.create(
        account=account,
        kind="malformed",
        provider_id=f"p{number}",
        raw={"body": "<b>{"},
        state=InboundState.FAILED,
        error="no JSON",
    )
    rows["aiturn"] = AiTurn.objects.create(
        conversation=conversation,
        inbound_version=1,
        floor_token=0,
        state=TurnState.ANSWERED,
        due_at=now,
        report={"confidence": 0.5},
    )
    rows["scenario"] = scenario = Scenario.objects.create(
        key=f"refund-{number}", name=f"Refund {number}", category="cancellation", team=team
    )
    rows["phrase"] = Phrase.objects.create(scenario=scenario, text="refund my order", language="en")
    rows["triggerversion"] = version = TriggerVersion.objects.create(
        number=number + 1000, snapshot=[], published_by=user
    )
    rows["detection"] = detection = Detection.objects.create(
        conversation=conversation,
        message=message,
        version=version,
        scenario=scenario,
        category="cancellation",
        score=0.9,
        fired=True,
    )
    rows["handoff"] = handoff = Handoff.objects.create(
        conversation=conversation,
        cause=Cause.TRIGGER,
        category="cancellation",
        scenario=scenario,
        detection=detection,
        reason="found refund",
        team=team,
        agent=user,
        detected_at=now,
        package={"header": "<i>who</i>"},
    )
    Assignment.objects.create(handoff=handoff, team=team, agent=user, reason="round robin", started_at=now)
    rows["task"] = Task.objects.create(
        conversation=conversation, handoff=handoff, team=team, agent=user, title="Call", due_at=now
    )
    rows["deadline"] = Deadline.objects.create(
        kind=DeadlineKind.FIRST_RESPONSE, conversation=conversation, handoff=handoff, due_at=now + timedelta(minutes=5)
    )
    rows["calendar"] = calendar = Calendar.objects.create(name=f"Office {number}", time_zone="Europe/Madrid")
    CalendarSpan.objects.create(calendar=calendar, weekday=0, opens=time(9), closes=time(17))
    CalendarException.objects.create(calendar=calendar, date=now.date() + timedelta(days=30), name="Holiday")
    rows["slapolicy"] = SlaPolicy.objects.create(name=f"SLA {number}", team=team, calendar=calendar)
    rows["acknowledgementtemplate"] = AcknowledgementTemplate.objects.create(
        key=f"standard-{number}", hours="open", text="Thank you {name}. You hear from {team} within {wait}."
    )
    rows["notification"] = Notification.objects.create(
        user=user, kind="handoff.opened", conversation=conversation, event=event, payload={"x": 1}
    )
    return rows
