"""A scenario's limits: what an admin types becomes JSON, and JSON becomes what an admin typed."""

import pytest

from triggers.admin.limits import FIELD_NAMES, KEYS, LIMITS_OF_CATEGORY, PREFIX, LimitFields, read_limits, write_limits
from triggers.admin.meaning import MeaningFields, read_setting, write_setting
from triggers.admin.trial import TrialForm
from triggers.enums import Category

TYPED = {
    "limit_attempts": "3",
    "limit_confidence": "45",
    "limit_amount": "5000",
    "limit_currency": "EUR",
    "limit_quantity": "100",
    "limit_classes": ["warm", "hot"],
    "limit_tags": "dealer, gold ,dealer",
    "limit_channels": ["webchat"],
    "limit_vip": "on",
    "limit_hours": "closed",
    "limit_unanswered": "15",
    "limit_languages": "EN, de",
    "limit_flags": ["failed"],
}
STORED = {
    "attempts": 3,
    "confidence": 0.45,
    "amount": 5000.0,
    "currency": "EUR",
    "quantity": 100,
    "classes": ["warm", "hot"],
    "tags": ["dealer", "gold"],
    "channels": ["webchat"],
    "vip": True,
    "hours": "closed",
    "unanswered": 15,
    "languages": ["en", "de"],
    "flags": ["failed"],
}


def written(category, typed, before=None):
    form = LimitFields(typed)
    assert form.is_valid(), form.errors
    return write_limits(category, form.cleaned_data, before or {})


def test_every_limit_is_tried_here_and_has_a_field():
    assert set(TYPED) == set(FIELD_NAMES) == set(LimitFields.base_fields)
    assert {key for keys in LIMITS_OF_CATEGORY.values() for key in keys} == set(KEYS)
    assert set(LIMITS_OF_CATEGORY) <= set(Category.values)


@pytest.mark.parametrize("category", sorted(LIMITS_OF_CATEGORY))
def test_a_category_keeps_its_own_limits_and_no_other(category):
    limits = written(category, TYPED)
    assert limits == {key: STORED[key] for key in LIMITS_OF_CATEGORY[category]}
    shown = read_limits(limits)
    assert written(category, shown) == limits


def test_what_is_left_empty_is_not_stored_and_what_no_field_shows_stays():
    assert written("business_rule", {}) == {}
    assert written("low_confidence", {"limit_confidence": "0"}) == {"confidence": 0.0}
    assert written("business_rule", {"limit_vip": ""}, {"vip": True, "later": [1]}) == {"later": [1]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quantity", "0"), ("quantity", "-5"), ("quantity", "many"), ("amount", "-1"), ("unanswered", "0"),
        ("hours", "night"), ("currency", "GOLD"), ("channels", ["fax"]), ("classes", ["lukewarm"]),
    ],
)  # fmt: skip
def test_nonsense_is_refused_at_its_field(name, value):
    form = LimitFields({PREFIX + name: value})
    assert list(form.errors) == [PREFIX + name]


def test_a_stored_value_of_a_wrong_shape_leaves_its_field_empty():
    assert read_limits({"confidence": "high", "tags": 7, "quantity": 5}) == {"limit_quantity": 5}


def test_the_sentence_test_knows_hours_waiting_and_language():
    def facts(**given):
        form = TrialForm({f"try-{name}": value for name, value in {"sentence": "hello", **given}.items()})
        assert form.is_valid(), form.errors
        return form.facts()

    neutral = facts()
    assert (neutral.is_open, neutral.unanswered_minutes, neutral.lang) == (None, None, "")
    known = facts(hours="closed", unanswered="20", language=" DE ")
    assert (known.is_open, known.unanswered_minutes, known.lang) == (False, 20, "de")
    assert facts(hours="open").is_open is True


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({}, {}),
        ({"meaning_use": "off", "meaning_names": ["legal"]}, {"meaning": []}),
        ({"meaning_use": "chosen", "meaning_names": ["legal", "examples"]}, {"meaning": ["legal", "examples"]}),
        ({"meaning_use": "chosen"}, {"meaning": []}),
    ],
)
def test_what_a_scenario_means_is_chosen_and_stays_as_it_was_chosen(typed, stored):
    form = MeaningFields(typed)
    assert form.is_valid(), form.errors
    assert write_setting(form.cleaned_data, {"meaning": ["medical"], "amount": 5}) == {"amount": 5} | stored
    again = MeaningFields(read_setting(stored))
    assert again.is_valid()
    assert write_setting(again.cleaned_data, {}) == stored
