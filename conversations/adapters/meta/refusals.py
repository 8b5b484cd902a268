"""What an answer outside the 200s means for us. Decided on `code` and `error_subcode`, never on the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from conversations.adapters.base import Lost, Problem, SendRefused
from conversations.adapters.http import HttpAnswer
from conversations.adapters.meta.errors import GraphError, explain, read_error

LONGEST_WAIT = timedelta(hours=24)


# Graph, section 2 of Meta's error reference, and the Cloud API's own codes.
CODES: Mapping[int, Problem] = {
    **dict.fromkeys((0, 3, 10, 190, 368, *range(200, 300)), Problem.CHANNEL),
    **dict.fromkeys((131005, 131031, 131042, 131045, 131048, 133010), Problem.CHANNEL),
    **dict.fromkeys((1, 2, 4, 613, 80007, 130429, 131000, 131016, 131056, 131057), Problem.LATER),
    **dict.fromkeys((551, 131026), Problem.CONTACT),
    131047: Problem.WINDOW,
    **dict.fromkeys((33, 100), Problem.MESSAGE),
    **dict.fromkeys((130472, 130497, 131030, 131049, 131050), Problem.MESSAGE),
    **dict.fromkeys((131051, 131052, 131053, 131062), Problem.MESSAGE),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016), Problem.MESSAGE),
}
# A subcode that narrows its code down to this one customer: the account itself is fine.
SUBCODES: Mapping[tuple[int, int], Problem] = {
    (10, 2018278): Problem.WINDOW,
    (10, 2534022): Problem.WINDOW,
    (100, 2018001): Problem.CONTACT,
    (200, 2018108): Problem.CONTACT,
    (551, 1545041): Problem.CONTACT,
}
# Only where the rule gives a time: one message in six seconds to one customer.
WAITS: Mapping[int, timedelta] = {131056: timedelta(seconds=6)}


@dataclass(frozen=True, slots=True)
class _Judged:
    problem: Problem
    wait: timedelta | None = None


def classify(answer: HttpAnswer) -> SendRefused | Lost:
    """Return what an answer outside the 200s means.

    A server error without a Graph error inside comes from something in between: the message may have been taken.
    """
    body = answer.json()
    error = read_error(body.get("error")) if isinstance(body, dict) else None
    if error is None:
        return _classify_status(answer)
    judged = _judge(error, answer.status)
    return SendRefused(
        reason=explain(error),
        problem=judged.problem,
        retry_after=(retry_after(answer) or judged.wait) if judged.problem is Problem.LATER else None,
    )


def _judge(error: GraphError, status: int) -> _Judged:
    problem = problem_of(error)
    if problem is None:
        passing = bool(error.is_transient) or status == 429 or status >= 500
        problem = Problem.LATER if passing else Problem.MESSAGE
    return _Judged(problem, WAITS.get(error.code))


def problem_of(error: GraphError) -> Problem | None:
    """Return what a known error means, None for one that is not in the tables."""
    return SUBCODES.get((error.code, error.error_subcode or 0)) or CODES.get(error.code)


def _classify_status(answer: HttpAnswer) -> SendRefused | Lost:
    reason = _("The provider answered with status %(status)d and no reason.") % {"status": answer.status}
    if answer.status >= 500:
        return Lost(reason)
    if answer.status == 429:
        return SendRefused(reason, Problem.LATER, retry_after(answer))
    return SendRefused(reason, Problem.CHANNEL if answer.status == 401 else Problem.MESSAGE)


def retry_after(answer: HttpAnswer) -> timedelta | None:
    """Return the `Retry-After` header in seconds, at most a day; None when there is none of that form."""
    text = answer.headers.get("retry-after", "")
    return (
        min(timedelta(seconds=int(text)), LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 8 else None
    )
