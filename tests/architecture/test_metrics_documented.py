"""docs/monitoring.md names every metric with its kind and labels, and every alarm; and nothing else."""

import re

from handoffdesk.operations.metrics.names import METRICS
from handoffdesk.operations.watchdog import backlog, customers
from tests.architecture.sources import ROOT

DOCUMENT = (ROOT / "docs" / "monitoring.md").read_text(encoding="utf-8")
METRIC_ROW = re.compile(r"^\| `(handoffdesk_\w+)` \| (\w+) \|([^|]*)\|", re.MULTILINE)
ALARM_ROW = re.compile(r"^\| `([a-z_]+)` \| [^|]+ \| [^|]+ \|$", re.MULTILINE)
OTHER_ALARMS = {
    "rules_damaged", "channel_broken", "broker_down", "sweeps_silent", "beat_silent", "workers_silent", "database_away",
}  # fmt: skip


def test_the_table_and_the_code_name_the_same_metrics() -> None:
    described = {
        name: (kind, tuple(re.findall(r"`(\w+)`", labels))) for name, kind, labels in METRIC_ROW.findall(DOCUMENT)
    }
    assert described == {name: (metric.kind, metric.labels) for name, metric in METRICS.items()}


def test_the_rules_ask_for_metrics_that_exist() -> None:
    asked = set(re.findall(r"handoffdesk_[a-z_]+", DOCUMENT.split("```yaml")[1].split("```")[0]))
    assert {re.sub("_bucket$", "", name) for name in asked} <= METRICS.keys()


def test_every_alarm_is_explained() -> None:
    assert set(ALARM_ROW.findall(DOCUMENT)) == {*customers.CHECKS, *backlog.CHECKS, *OTHER_ALARMS}
