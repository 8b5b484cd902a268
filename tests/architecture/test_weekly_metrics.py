"""Each metric of the weekly report is registered, in a module of its own, and docs/adding-a-metric.md lists it."""

import re

from routing.metrics.registry import HEADLINES, SECTIONS, all_metrics
from tests.architecture.sources import ROOT

DOCUMENT = (ROOT / "docs" / "adding-a-metric.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_the_page_lists_the_metrics_with_their_sentences() -> None:
    written = {name: (section.strip(), sentence.strip()) for name, section, sentence in ROW.findall(DOCUMENT)}
    assert written == {name: (one.section, str(one.sentence)) for name, one in all_metrics().items()}


def test_each_module_is_registered() -> None:
    modules = {path.stem for path in (ROOT / "routing" / "metrics" / "defined").glob("*.py")} - {"__init__"}
    assert modules == set(all_metrics())


def test_headlines_and_sections_name_metrics() -> None:
    assert set(HEADLINES) <= all_metrics().keys()
    assert {one.section for one in all_metrics().values()} == set(SECTIONS)
