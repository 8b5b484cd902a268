"""What an answer outside the 200s means for us. Decided on `code` and `error_subcode`, never on the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from django.utils.translation import gettext as _

from conversations.adapters.base import Lost, SendRefused
from conversations.adapters.http import HttpAnswer
from conversations.adapters.meta.errors import GraphError, explain, read_error

LONGEST_WAIT = timedelta(hours=24)


class RefusalKind(Enum):
    """The three things a refusal can mean."""

    BROKEN = "the account is refused: stop sending"
    LATER = "try again later"
    NEVER = "this message will never be accepted"


# Graph, section 2 of Meta's error reference, and the Cloud API's own codes.
CODES: Mapping[int, RefusalKind] = {
    **dict.fromkeys((0, 3, 10, 190, 368, *range(200, 300)), RefusalKind.BROKEN),
    **dict.fromkeys((131005, 131031, 131042, 131045, 131048, 133010), RefusalKind.BROKEN),
    **dict.fromkeys((1, 2, 4, 613, 80007, 130429, 131000, 131016, 131056, 131057), RefusalKind.LATER),
    **dict.fromkeys((33, 100, 551), RefusalKind.NEVER),
    **dict.fromkeys((130472, 130497, 131026, 131030, 131047, 131049, 131050), RefusalKind.NEVER),
    **dict.fromkeys((131051, 131052, 131053, 131062), RefusalKind.NEVER),
    **dict.fromkeys((132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016), RefusalKind.NEVER),
}
# A subcode that narrows its code down to this one customer: the account itself is fine.
SUBCODES: Mapping[tuple[int, int], RefusalKind] = {
    (10, 2018278): RefusalKind.NEVER,
    (10, 2534022): RefusalKind.NEVER,
    (100, 2018001): RefusalKind.NEVER,
    (200, 2018108): RefusalKind.NEVER,
    (551, 1545041): RefusalKind.NEVER,
}
# Only where the rule gives a time: one message in six seconds to one customer.
WAITS: Mapping[int, timedelta] = {131056: timedelta(seconds=6)}


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: RefusalKind
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
        permanent=judged.verdict is not RefusalKind.LATER,
        channel_broken=judged.verdict is RefusalKind.BROKEN,
        retry_after=(retry_after(answer) or judged.wait) if judged.verdict is RefusalKind.LATER else None,
    )


def _judge(error: GraphError, status: int) -> _Judged:
    verdict = SUBCODES.get((error.code, error.error_subcode or 0)) or CODES.get(error.code)
    if verdict is None:
        passing = bool(error.is_transient) or status == 429 or status >= 500
        verdict = RefusalKind.LATER if passing else RefusalKind.NEVER
    return _Judged(verdict, WAITS.get(error.code))


def _classify_status(answer: HttpAnswer) -> SendRefused | Lost:
    reason = _("The provider answered with status %(status)d and no reason.") % {"status": answer.status}
    if answer.status >= 500:
        return Lost(reason)
    if answer.status == 429:
        return SendRefused(reason, permanent=False, retry_after=retry_after(answer))
    return SendRefused(reason, permanent=True, channel_broken=answer.status == 401)


def retry_after(answer: HttpAnswer) -> timedelta | None:
    """Return the `Retry-After` header in seconds, at most a day; None when there is none of that form."""
    text = answer.headers.get("retry-after", "")
    return (
        min(timedelta(seconds=int(text)), LONGEST_WAIT) if text.isascii() and text.isdigit() and len(text) < 8 else None
    )
