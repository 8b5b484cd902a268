"""What managers read in the admin: the conversations that they see, their teams' people, the rules and texts."""

from functools import partial
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.admin_rows import let_managers_read
from accounts.models import Membership, Team, User
from conversations.models import Article, Conversation, Lead, LeadIdentity, Message, Passage, Tag
from routing.access import (
    managed_teams,
    visible_conversations,
    visible_handoffs,
    visible_leads,
    visible_messages,
    visible_tasks,
)
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
    SlaTarget,
    Task,
)
from triggers.models import Detection, Phrase, Scenario, TriggerVersion, Verdict

# Settings of the whole desk: what the rules and texts are is no secret between people who answer for them.
WHOLE = (
    Scenario,
    Phrase,
    TriggerVersion,
    AcknowledgementTemplate,
    Calendar,
    CalendarSpan,
    CalendarException,
    SlaPolicy,
    SlaTarget,
    Article,
    Passage,
    Tag,
)


def team_people(user: User) -> QuerySet[User]:
    """Return the members of the teams that the user manages."""
    return User.objects.filter(pk__in=Membership.objects.filter(team__in=managed_teams(user)).values("user_id"))


def team_memberships(user: User) -> QuerySet[Membership]:
    """Return who belongs to the teams that the user manages."""
    return Membership.objects.filter(team__in=managed_teams(user))


def _all_of(model: type[Model], _user: User) -> QuerySet[Any]:
    return model._default_manager.all()


def _detections(user: User) -> QuerySet[Detection]:
    return Detection.objects.filter(conversation__in=visible_conversations(user).order_by())


def _verdicts(user: User) -> QuerySet[Verdict]:
    return Verdict.objects.filter(conversation__in=visible_conversations(user).order_by())


def _assignments(user: User) -> QuerySet[Assignment]:
    return Assignment.objects.filter(handoff__in=visible_handoffs(user).order_by())


def _deadlines(user: User) -> QuerySet[Deadline]:
    handoffs, tasks = visible_handoffs(user).order_by(), visible_tasks(user).order_by()
    return Deadline.objects.filter(Q(handoff__in=handoffs) | Q(task__in=tasks))


def _identities(user: User) -> QuerySet[LeadIdentity]:
    return LeadIdentity.objects.filter(lead__in=visible_leads(user))


def _profiles(user: User) -> QuerySet[AgentProfile]:
    return AgentProfile.objects.filter(user__in=team_people(user))


for model in WHOLE:
    let_managers_read(model, partial(_all_of, model))
let_managers_read(Conversation, visible_conversations)
let_managers_read(Message, visible_messages)
let_managers_read(Lead, visible_leads)
let_managers_read(LeadIdentity, _identities)
let_managers_read(Handoff, visible_handoffs)
let_managers_read(Assignment, _assignments)
let_managers_read(Deadline, _deadlines)
let_managers_read(Task, visible_tasks)
let_managers_read(Detection, _detections)
let_managers_read(Verdict, _verdicts)
let_managers_read(Team, managed_teams)
let_managers_read(User, team_people)
let_managers_read(Membership, team_memberships)
let_managers_read(AgentProfile, _profiles)
