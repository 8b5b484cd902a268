"""Every metric once more, by other code: from the log of events, message by message, in plain Python.

It shares no query, no cohort and no calendar arithmetic with `routing.metrics`. Only what the log does not say is read
from rows: who wrote a message, what is in a package, what the AI reported, when a task is due, what a filter means.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from conversations.models import AiTurn, Conversation, Event, Message
from routing.models import CalendarSpan, Handoff, SlaPolicy, Task

WEEK = timedelta(days=7)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass
class Episode:
    """What the log says of one handoff."""

    key: str
    conversation: str
    opened: datetime
    cause: str
    category: str
    team: int = 0
    agent: int | None = None
    answered: datetime | None = None
    resolved: datetime | None = None
    ended: datetime | None = None
    why: str = ""
    outcome: str = ""
    late: set[str] = field(default_factory=set)
    escalated: bool = False
    moves: int = 0
    verdict: str = ""


class Log:
    """The event log, read once."""

    def __init__(self) -> None:
        self.episodes: dict[str, Episode] = {}
        self.inbound: dict[str, list[datetime]] = defaultdict(list)
        self.said: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        self.reopened: dict[str, list[datetime]] = defaultdict(list)
        self.done: dict[str, datetime] = {}
        self.authors = {str(pk): author for pk, author in Message.objects.values_list("pk", "author")}
        self.sent = dict(Handoff.objects.values_list("pk", "acknowledgement__sent_at"))
        self.promised = dict(Handoff.objects.values_list("pk", "answer_due_at"))
        self.packages = dict(Handoff.objects.values_list("pk", "package"))
        self.places = {str(one.pk): one for one in Conversation.objects.select_related("account")}
        for event in Event.objects.order_by("conversation", "version"):
            self.read(event)

    def read(self, event: Event) -> None:
        at, place, payload = event.created_at, str(event.conversation_id), event.payload
        episode = self.episodes.get(payload.get("handoff_id", ""))
        match event.kind:
            case "message.received":
                self.inbound[place].append(at)
            case "message.queued":
                self.said[place].append((self.authors[payload["message_id"]], at))
            case "conversation.reopened":
                self.reopened[place].append(at)
            case "task.completed":
                self.done[payload["task_id"]] = at
            case "conversation.resolved":
                for one in self.episodes.values():
                    if one.conversation == place and one.why == "resolved" and one.ended == at:
                        one.resolved, one.outcome = at, payload["outcome"]
            case "handoff.opened":
                made = Episode(payload["handoff_id"], place, at, payload["cause"], payload["category"])
                self.episodes[made.key] = made
            case _ if episode:
                self.follow(episode, event.kind, at, payload)

    def follow(self, episode: Episode, kind: str, at: datetime, payload: dict[str, Any]) -> None:
        match kind:
            case "assignment.changed":
                episode.team, episode.agent = payload["team"], payload["agent"]
            case "handoff.transferred":
                episode.moves += 1
            case "handoff.answered":
                episode.answered = at
            case "handoff.ended":
                episode.ended, episode.why = at, payload["why"]
            case "handoff.escalated":
                episode.escalated = True
            case "handoff.reviewed":
                episode.verdict = payload["verdict"]
            case "sla.breached":
                episode.late.add(payload["what"])


@dataclass(frozen=True)
class Question:
    """A week from a local Monday on in a zone, and filters by name."""

    monday: datetime
    zone: ZoneInfo
    now: datetime
    filters: dict[str, Any]

    def holds(self, moment: datetime) -> bool:
        """Whether the moment's local date lies in the week."""
        days = (moment.astimezone(self.zone).date() - self.monday.date()).days
        return 0 <= days < 7


Answer = tuple[int, int, float | None]


class Oracle:
    """Answers one question after another from the log."""

    def __init__(self) -> None:
        self.log = Log()
        self.hours = {policy.team_id: policy.calendar for policy in SlaPolicy.objects.select_related("calendar")}
        self.spans = list(CalendarSpan.objects.all())
        self.turns = list(AiTurn.objects.filter(state__in=("answered", "handed_off")))
        self.tasks = list(Task.objects.exclude(state="cancelled"))

    def answers(self, asked: Question) -> dict[str, Answer]:
        """Return (counted, of them, value) for each metric that can be asked so."""
        found = self.of_handoffs(asked) if "agent" in asked.filters or "category" in asked.filters else {}
        if "category" in asked.filters:
            return found
        if "agent" in asked.filters:
            return found | self.of_tasks(asked)
        return self.of_handoffs(asked) | self.of_conversations(asked) | self.of_turns(asked) | self.of_tasks(asked)

    def fits(self, asked: Question, place: str, **own: Any) -> bool:
        conversation = self.log.places[place]
        known = {"team": conversation.team_id, "channel": conversation.account.kind, "language": conversation.language}
        return all((known | own)[name] == value for name, value in asked.filters.items())

    def of_conversations(self, asked: Question) -> dict[str, Answer]:
        count = handed = contained = 0
        opened = {one.conversation for one in self.log.episodes.values() if asked.holds(one.opened)}
        for place, moments in self.log.inbound.items():
            if not any(map(asked.holds, moments)) or not self.fits(asked, place):
                continue
            authors = {author for author, at in self.log.said[place] if asked.holds(at)}
            count += 1
            handed += place in opened
            contained += place not in opened and "ai" in authors and "agent" not in authors
        return {
            "conversations": (count, 0, float(count)),
            "handoff_rate": share(count, handed),
            "containment": share(count, contained),
        }

    def of_turns(self, asked: Question) -> dict[str, Answer]:
        turns = [one for one in self.turns if asked.holds(one.due_at) and self.fits(asked, str(one.conversation_id))]
        confident = [one.report["confidence"] for one in turns if one.report.get("confidence") is not None]
        found = {
            "ai_turns": (len(turns), 0, float(len(turns))),
            "ai_answered": share(len(turns), sum(one.state == "answered" for one in turns)),
            "ai_gaps": share(len(turns), sum(one.report.get("information_gap") is True for one in turns)),
            "ai_confidence": (len(confident), 0, sum(confident) / len(confident) if confident else None),
        }
        for name, key in (("ai_tokens_in", "prompt_tokens"), ("ai_tokens_out", "completion_tokens")):
            used = [one.report["usage"][key] for one in turns if key in one.report.get("usage", {})]
            found[name] = (len(used), 0, float(sum(used)))
        return found

    def of_tasks(self, asked: Question) -> dict[str, Answer]:
        tasks = [
            one
            for one in self.tasks
            if asked.holds(one.due_at)
            and self.fits(asked, str(one.conversation_id), team=one.team_id, agent=one.agent_id)
        ]
        done = [(one, self.log.done[str(one.pk)]) for one in tasks if str(one.pk) in self.log.done]
        return {
            "tasks_done": share(len(tasks), len(done)),
            "tasks_in_time": share(len(tasks), sum(at <= one.due_at for one, at in done)),
        }

    def of_handoffs(self, asked: Question) -> dict[str, Answer]:
        rows = [
            one
            for one in self.log.episodes.values()
            if asked.holds(one.opened)
            and self.fits(asked, one.conversation, team=one.team, agent=one.agent, category=one.category)
        ]
        return self.times(rows) | self.shares(rows, asked) | self.numbers(rows)

    def numbers(self, rows: list[Episode]) -> dict[str, Answer]:
        ghosts = [
            one
            for one in rows
            if one.ended and not one.answered and one.why != "withdrawn" and one.outcome not in ("spam", "no_answer")
        ]
        idle = [one for one in rows if one.why == "reactivated"]
        moves = sum(one.moves for one in rows)
        return {
            "handoffs": (len(rows), 0, float(len(rows))),
            "ghosts": (len(ghosts), 0, float(len(ghosts))),
            "reactivations": (len(idle), 0, float(len(idle))),
            "transfers": (len(rows), 0, moves / len(rows) if rows else None),
        }

    def shares(self, rows: list[Episode], asked: Question) -> dict[str, Answer]:
        old, log = asked.now - WEEK, self.log
        done = [one for one in rows if one.resolved]
        settled = [one for one in done if (one.resolved or NEVER) <= old]
        over = [one for one in rows if one.ended and one.ended <= old]
        closed = [one for one in rows if one.ended and one.why != "withdrawn" and one.outcome != "spam"]
        bound = [one for one in rows if one.answered or "first_response" in one.late]
        waited = [one for one in rows if one.cause != "takeover"]
        judged = [one for one in rows if one.verdict]
        return {
            "promise_kept": of(bound, self.kept),
            "response_breaches": of(rows, lambda one: "first_response" in one.late),
            "resolution_breaches": of(rows, lambda one: "resolution" in one.late),
            "resolution_rate": of(closed, lambda one: one.outcome in ("solved", "sale")),
            "conversion": of(done, lambda one: one.outcome == "sale"),
            "escalations": of(rows, lambda one: one.escalated),
            "repeat_contact": of(settled, lambda one: soon(one.resolved, log.inbound[one.conversation])),
            "reopened": of(settled, lambda one: soon(one.resolved, log.reopened[one.conversation])),
            "repeat_escalation": of(over, lambda one: soon(one.ended, self.calls(one.conversation))),
            "justified": of(judged, lambda one: one.verdict == "justified"),
            "context_name": of(waited, lambda one: bool(self.contact(one)["name"])),
            "context_contact": of(waited, lambda one: bool(self.contact(one)["email"] or self.contact(one)["phone"])),
            "context_problem": of(waited, lambda one: bool(self.package(one)["problem"])),
        }

    def times(self, rows: list[Episode]) -> dict[str, Answer]:
        waited = [one for one in rows if one.cause != "takeover"]
        sent = {str(key): at for key, at in self.log.sent.items()}
        return {
            "time_to_acknowledgement": middle(seconds(one.opened, sent[one.key]) for one in rows if sent[one.key]),
            "time_to_human": middle(seconds(one.opened, one.answered) for one in waited if one.answered),
            "first_reply_in_hours": middle(self.open(one, one.answered) for one in waited if one.answered),
            "time_to_resolve": middle(seconds(one.opened, one.resolved) for one in rows if one.resolved),
            "time_to_resolve_in_hours": middle(self.open(one, one.resolved) for one in rows if one.resolved),
        }

    def kept(self, one: Episode) -> bool:
        promised = {str(key): at for key, at in self.log.promised.items()}[one.key]
        return one.answered is not None and "first_response" not in one.late and one.answered <= (promised or NEVER)

    def package(self, one: Episode) -> dict[str, Any]:
        return next(found for key, found in self.log.packages.items() if str(key) == one.key)

    def contact(self, one: Episode) -> dict[str, Any]:
        return dict(self.package(one)["contact"])

    def calls(self, place: str) -> list[datetime]:
        calls = self.log.episodes.values()
        return [one.opened for one in calls if one.conversation == place and one.cause != "takeover"]

    def open(self, one: Episode, until: datetime | None) -> float:
        """Return the open seconds, day by day."""
        end = until or NEVER
        calendar = self.hours.get(one.team) or self.hours[None]
        if calendar.always_open:
            return seconds(one.opened, end)
        zone, total = ZoneInfo(calendar.time_zone), 0.0
        day, last = one.opened.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
        while day <= last:
            for span in self.spans:
                if span.calendar_id == calendar.pk and span.weekday == day.weekday():
                    opens, closes = local(day, span.opens, zone), local(day, span.closes, zone)
                    total += max(seconds(max(opens, one.opened), min(closes, end)), 0.0)
            day += timedelta(days=1)
        return total


def local(day: Any, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def seconds(start: datetime, end: datetime | None) -> float:
    return ((end or NEVER) - start).total_seconds()


def soon(start: datetime | None, moments: list[datetime]) -> bool:
    begin = start or NEVER
    return any(begin < moment and moment - begin <= WEEK for moment in moments)


def share(count: int, hits: int) -> Answer:
    return count, hits, hits / count if count else None


def of(rows: list[Episode], counts: Callable[[Episode], bool]) -> Answer:
    return share(len(rows), sum(map(counts, rows)))


def middle(lengths: Iterator[float]) -> Answer:
    found = list(lengths)
    return len(found), 0, median(found) if found else None
