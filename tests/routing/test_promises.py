"""What acknowledgements promise in their own words, against hours and answering times."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from routing.calendar import ALWAYS_OPEN, Hours, Span
from routing.promises import Broken, Keeper, broken_promises
from triggers.presets import load_preset, preset_names

ROME = ZoneInfo("Europe/Rome")
DAYS = Hours(ROME, {day: (Span(time(9), time(12, 30)), Span(time(13, 30), time(18))) for day in range(5)})
NIGHTS = Hours(ROME, {day: (Span(time(22), time(6)),) for day in range(7)})
OFFICE = Keeper("Office", DAYS, timedelta(minutes=30))
WATCH = Keeper("Watch", NIGHTS, timedelta(minutes=30))
ROUND = Keeper("Round", ALWAYS_OPEN, timedelta(minutes=15))


def codes(text, *keepers, is_open=False):
    return [broken.code for broken in broken_promises(text, is_open=is_open, keepers=keepers or (OFFICE,))]


def test_placeholders_in_the_wrong_hours_are_found():
    assert codes("We answer within {wait}.") == ["wait_when_closed"]
    assert codes("We answer within {wait}.", is_open=True) == []
    assert codes("We open again {opens}.", is_open=True) == ["opens_when_open"]
    assert codes("We open again {opens}.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Our team is here 24/7.",
        "We are here around the clock!",
        "Wir sind rund um die Uhr da.",
        "Estamos aquí las 24 horas.",
        "Nous répondons 24h/24 et 7j/7.",
        "Siamo qui 24 ore su 24.",
        "Respondemos dia e noite.",
        "Jesteśmy tu całą dobę.",
        "Wij zijn er dag en nacht.",
        "我们全天候为您服务。",
        "我们24小时在线。",
    ],
)
@pytest.mark.parametrize("is_open", [True, False])
def test_around_the_clock_is_denied_by_a_calendar_that_closes(text, is_open):
    assert codes(text, is_open=is_open) == ["around_the_clock"]
    assert codes(text, ROUND, is_open=is_open) == []


@pytest.mark.parametrize(
    "text",
    [
        "Somebody will write to you right away.",
        "You will hear from us within minutes.",
        "You will hear from us within 20 minutes.",
        "Jemand schreibt Ihnen sofort.",
        "Le responderemos de inmediato.",
        "Nous vous répondons tout de suite.",
        "Le scriviamo subito.",
        "Respondemos imediatamente.",
        "Odpowiemy natychmiast.",
        "U hoort meteen van ons.",
        "我们会立即回复您。",
        "我们会在24小时内回复您。",
    ],
)
def test_an_answer_at_once_is_denied_while_the_team_is_closed(text):
    assert codes(text) == ["soon_when_closed"]
    assert codes(text, ROUND) == []


@pytest.mark.parametrize(
    "text",
    [
        "In danger? Call your local emergency number right away.",
        "We open again {opens} and answer within 30 minutes.",
        "Your request is with our team now.",
        "Rufen Sie bei Gefahr sofort den Notruf.",
        "If somebody is hurt, see a doctor immediately.",
        "Bel meteen een ambulance als iemand gewond is.",
    ],
)
def test_other_peoples_hours_and_what_counts_from_the_opening_are_left_alone(text):
    assert codes(text) == []


def test_an_answer_sooner_than_the_sla_is_found_in_open_hours():
    assert codes("You will hear from us within 10 minutes.", is_open=True) == ["sooner_than_sla"]
    assert codes("You will hear from us within 30 minutes.", is_open=True) == []
    assert codes("Sie hören in 1 Stunde von uns.", is_open=True) == []
    assert codes("We answer in a few minutes.", is_open=True) == []
    slow = Keeper("Slow", DAYS, timedelta(hours=2))
    assert codes("We answer in a few minutes.", slow, is_open=True) == ["sooner_than_sla"]
    assert codes("On vous répond dans 1 heure.", ROUND, slow, is_open=True) == ["sooner_than_sla"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We are here until 8 pm.", "8 pm"),
        ("Call us from 7:30.", "7:30"),
        ("We are back at 13:00.", "13:00"),
        ("Wir sind ab 7 Uhr da.", "7 Uhr"),
        ("Nous ouvrons à 7h30.", "7h30"),
        ("我们晚上20点关门。", "20点"),
    ],
)
def test_a_clock_time_outside_the_calendar_is_named(text, words):
    [broken] = broken_promises(text, is_open=True, keepers=(ROUND, OFFICE))
    assert broken == Broken("closed_at", words, "Office")


@pytest.mark.parametrize(
    "text",
    [
        "We are here from 9:00 to 18:00.",
        "Open 9 am to 6 p.m., lunch from 12.30.",
        "Wir öffnen um 9 Uhr.",
        "It costs €7.30 a day.",
        "Your number is 20:15:33.",
    ],
)
def test_a_clock_time_inside_the_calendar_or_no_clock_time_is_left_alone(text):
    assert codes(text, is_open=True) == []


def test_a_night_shift_is_open_on_both_sides_of_midnight():
    assert codes("We are here from 22:00 to 06:00, also at 2 am.", WATCH, is_open=True) == []
    assert codes("We are here at 12:00.", WATCH, is_open=True) == ["closed_at"]


def test_without_teams_nothing_is_denied():
    assert list(broken_promises("Here 24/7, at 3 am, within 1 minute.", is_open=True, keepers=())) == []


@pytest.mark.parametrize("name", preset_names())
def test_the_shipped_texts_promise_nothing_that_a_common_calendar_denies(name):
    for text in load_preset(name).texts:
        found = list(broken_promises(text.text, is_open=text.hours == "open", keepers=(OFFICE, ROUND)))
        assert found == [], f"{text.key} {text.language} {text.hours}: {text.text}"
