"""Days as the inbox names them, around the end of a year."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.e2e.desk import Desk

NOW = "2027-01-01T00:30:00+13:00"
# A moment, how the thread names its day, how a list shows it.
NAMED = (
    ("2027-01-01T00:10:00+13:00", "Today", "00:10"),
    ("2026-12-31T10:59:00Z", "Yesterday", "31 Dec 2026"),
    ("2026-12-30T09:00:00+13:00", "Wednesday 30 December 2026", "30 Dec 2026"),
    ("2024-02-29T09:00:00+13:00", "Thursday 29 February 2024", "29 Feb 2024"),
    ("2027-01-05T09:00:00+13:00", "Tuesday 5 January", "5 Jan"),
)
ASK = """async ([now, moments]) => {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(now); }
    static now() { return new Real(now).getTime(); }
  };
  const { dayName, listTime } = await import("/static/inbox/format.js");
  return moments.map((moment) => [dayName(moment), listTime(moment)]);
}"""


def test_a_day_of_another_year_carries_its_year(desk: Desk, new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(timezone_id="Pacific/Auckland").new_page()
    page.goto(f"{desk.url}/accounts/login/")
    said = page.evaluate(ASK, [NOW, [moment for moment, _day, _short in NAMED]])
    wrong = [
        (moment, found)
        for (moment, day, short), found in zip(NAMED, said, strict=True)
        if [name.replace(",", "") for name in found] != [day, short]
    ]
    assert not wrong
