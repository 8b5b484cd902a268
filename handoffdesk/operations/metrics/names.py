"""Every metric with its kind, its labels and what it says; docs/monitoring.md has the same table, checked by a test."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["counter", "gauge", "histogram"]
# Upper ends in seconds. People answer in minutes and hours, the AI in seconds, a page in milliseconds.
HUMAN_SECONDS = (30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 14_400.0, 43_200.0, 86_400.0)
AI_SECONDS = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0, 120.0)
HTTP_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric; a counter's name ends in `_total`."""

    name: str
    kind: Kind
    says: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


# Counted of rows and kept in tallies: they only grow, also when rows are deleted.
MESSAGES = Metric("handoffdesk_messages_total", "counter", "What became of messages, by channel.", ("channel", "what"))
HANDOFFS = Metric("handoffdesk_handoffs_total", "counter", "Handoffs opened.", ("cause", "category"))
HANDOFFS_ENDED = Metric("handoffdesk_handoffs_ended_total", "counter", "Handoffs ended.", ("why",))
ESCALATIONS = Metric("handoffdesk_escalations_total", "counter", "Handoffs escalated to managers.")
SLA_BREACHES = Metric("handoffdesk_sla_breaches_total", "counter", "SLA breaches.", ("what",))
TIME_TO_HUMAN = Metric(
    "handoffdesk_time_to_human_seconds",
    "histogram",
    "From the handoff to a person's first answer.",
    buckets=HUMAN_SECONDS,
)
AI_TURNS = Metric("handoffdesk_ai_turns_total", "counter", "AI turns that ended.", ("profile", "state"))
AI_LATENCY = Metric(
    "handoffdesk_ai_turn_seconds",
    "histogram",
    "From the end of the wait for more words to the AI's answer or handoff.",
    buckets=AI_SECONDS,
)
AI_TOKENS = Metric("handoffdesk_ai_tokens_total", "counter", "Tokens read and written.", ("profile", "direction"))
AI_COST = Metric("handoffdesk_ai_cost_total", "counter", "Cost by the prices of the AI profile.", ("profile",))

# Read from rows at each scrape.
WAITING = Metric("handoffdesk_waiting_conversations", "gauge", "Customers waiting for a person.", ("team",))
OLDEST_WAIT = Metric("handoffdesk_oldest_wait_seconds", "gauge", "The longest wait for a person.", ("team",))
OUTBOX = Metric("handoffdesk_outbox_messages", "gauge", "Messages not sent yet.", ("state",))
OUTBOX_AGE = Metric("handoffdesk_outbox_late_seconds", "gauge", "How late the latest due message is.")
UNRELAYED = Metric("handoffdesk_events_unrelayed", "gauge", "Events not yet announced.")
UNRELAYED_AGE = Metric("handoffdesk_events_unrelayed_seconds", "gauge", "Age of the oldest of them.")
TURNS_OPEN = Metric("handoffdesk_ai_turns_open", "gauge", "AI turns due or running.", ("state",))
TURNS_AGE = Metric("handoffdesk_ai_turns_open_seconds", "gauge", "How long the oldest of them has been due.")
DEADLINES = Metric("handoffdesk_deadlines_overdue", "gauge", "Deadlines that are due and not acted on.")
DEADLINES_AGE = Metric("handoffdesk_deadlines_overdue_seconds", "gauge", "How late the latest of them is.")
INBOUND = Metric("handoffdesk_inbound_events", "gauge", "Webhooks left behind or failed.", ("state",))
DEAD_LETTERS = Metric(
    "handoffdesk_dead_letters", "gauge", "Messages of the last 7 days not delivered.", ("channel", "state")
)
BROKEN = Metric("handoffdesk_channels_broken", "gauge", "Channel accounts that no longer send.")
HEARTBEAT = Metric("handoffdesk_heartbeat_age_seconds", "gauge", "Since the last sign of life.", ("name",))
SWEEP_AGE = Metric("handoffdesk_sweep_age_seconds", "gauge", "Since the last run of a sweep.", ("job",))
SWEEP_RUNS = Metric("handoffdesk_sweep_runs_total", "counter", "Runs of a sweep.", ("job",))
SWEEP_FAILURES = Metric("handoffdesk_sweep_failures_total", "counter", "Runs of a sweep that failed.", ("job",))
SWEEP_SECONDS = Metric("handoffdesk_sweep_seconds_total", "counter", "Time that a sweep took in all.", ("job",))
ALARMS = Metric("handoffdesk_alarms_open", "gauge", "Open alarms of the watchdog.", ("kind",))
DATABASE_UP = Metric("handoffdesk_database_up", "gauge", "1 when this scrape could read the database.")

# Of each process.
HTTP_REQUESTS = Metric("handoffdesk_http_requests_total", "counter", "Requests answered.", ("door", "status"))
HTTP_LATENCY = Metric("handoffdesk_http_request_seconds", "histogram", "Time to answer.", ("door",), HTTP_SECONDS)
SOCKETS = Metric("handoffdesk_sockets_open", "gauge", "Open WebSockets.")
PUSHES_DROPPED = Metric("handoffdesk_pushes_dropped_total", "counter", "Live updates that Redis did not take.")
WAKEUPS_DROPPED = Metric(
    "handoffdesk_wakeups_dropped_total", "counter", "Wake-ups that the broker did not take.", ("job",)
)
ENCODER_FAILURES = Metric(
    "handoffdesk_encoder_failures_total", "counter", "Times that the encoder gave no vectors.", ("kind",)
)

TALLIED = (
    MESSAGES, HANDOFFS, HANDOFFS_ENDED, ESCALATIONS, SLA_BREACHES, TIME_TO_HUMAN,
    AI_TURNS, AI_LATENCY, AI_TOKENS, AI_COST,
)  # fmt: skip
READ = (
    WAITING, OLDEST_WAIT, OUTBOX, OUTBOX_AGE, UNRELAYED, UNRELAYED_AGE, TURNS_OPEN, TURNS_AGE, DEADLINES,
    DEADLINES_AGE, INBOUND, DEAD_LETTERS, BROKEN, HEARTBEAT, SWEEP_AGE, SWEEP_RUNS, SWEEP_FAILURES, SWEEP_SECONDS,
    ALARMS, DATABASE_UP,
)  # fmt: skip
OF_PROCESS = (HTTP_REQUESTS, HTTP_LATENCY, SOCKETS, PUSHES_DROPPED, WAKEUPS_DROPPED, ENCODER_FAILURES)
METRICS = {metric.name: metric for metric in (*TALLIED, *READ, *OF_PROCESS)}
