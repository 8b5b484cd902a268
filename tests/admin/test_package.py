"""A handoff's package in words, also one that is damaged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from routing.admin.package_view import show_package

WHOLE = {
    "header": "Ana · order 7 · wants a refund",
    "who": "Ana <b>",
    "subject": "7",
    "problem": "wants a refund",
    "mood": "upset",
    "reason": "found refund",
    "evidence": [{"start": 3, "end": 9, "text": "refund", "rule": "refund"}],
    "evidence_message": "😀 a refund 👩‍👩‍👧 <now>",
    "channel": "whatsapp",
    "channel_name": "Shop",
    "contact": {"name": "Ana", "email": "", "phone": "+12025550142"},
    "fields": {"order_number": "7", "wishes": ["quick", "kind"]},
    "sentiment": "negative",
    "lead_class": "hot",
    "transcript": {"from_version": 1, "to_version": 9},
    "new_in_a_later_version": {"size": "XL"},
}


def test_a_package_reads_as_a_person_would_tell_it(desk: Client, rows: dict[str, Any]) -> None:
    handoff = rows["handoff"]
    handoff.package = {**WHOLE, "evidence": [{"start": 4, "end": 10, "text": "refund", "rule": "refund"}]}
    handoff.save()
    page = desk.get(reverse("admin:routing_handoff_change", args=(handoff.pk,))).content.decode()
    for told in (
        "Ana &lt;b&gt;",
        "wants a refund",
        "Ana · +12025550142",
        "Order number",
        "<li>quick</li><li>kind</li>",
        "hot",
        "XL",
    ):
        assert told in page, told
    assert '<mark title="refund">refund</mark> 👩‍👩‍👧 &lt;now&gt;' in page
    assert "evidence_message" not in page
    assert "<pre" not in page
    assert reverse("inbox-conversation", args=(handoff.conversation_id,)) in page


@pytest.mark.parametrize(
    "package",
    [
        None,
        [],
        "text",
        {},
        {"evidence": "x", "evidence_message": "y"},
        {"evidence": [{"start": "a", "end": None}, 7], "evidence_message": "y"},
        {"evidence": [{"start": 5, "end": 2}, {"start": -4, "end": 99}], "evidence_message": "y"},
        {"contact": "x", "transcript": "y", "fields": 7, "lead_class": "lukewarm"},
        {"contact": None, "transcript": {"from_version": 1}, "evidence_message": {"a": 1}},
    ],
)
def test_a_damaged_package_shows_what_can_be_read(package: Any) -> None:
    assert show_package(package).startswith("<")
