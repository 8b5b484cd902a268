"""Asks for the pages of the inbox as the API does, and times each statement at the database's door.

    python -m tools.bench.inbox_script EMAIL ROUNDS

Runs in a desk's environment. Prints for each view the middle time of a first and of a deep page: all statements of it.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - models can be imported only from here on

from accounts.models import User  # noqa: E402
from handoffdesk.api.pagination import PAGE_SIZE, Column, Cursor, beyond, encode  # noqa: E402
from routing.inbox_views import VIEWS  # noqa: E402
from routing.selectors import WantedConversations, list_conversations, list_order  # noqa: E402

DEPTH = 0.9


def main(email: str, rounds: int) -> dict[str, dict[str, Any]]:
    """Return for each view the milliseconds of its statements and the cursor of its deep page."""
    user = User.objects.get(email=email)
    return {view: measure(user, view, rounds) for view in VIEWS}


def measure(user: User, view: str, rounds: int) -> dict[str, Any]:
    """Return what a first and a deep page of this view cost."""
    order, rows = list_order(view), list_conversations(user=user, wanted=WantedConversations(view=view))
    names = [name.removeprefix("-") for name in order]
    keys = rows.order_by(*order).values_list(*names)
    count = rows.count()
    found: dict[str, Any] = {
        "rows": count,
        "first": timed(lambda: list(rows.order_by(*order)[: PAGE_SIZE + 1]), rounds),
    }
    if count > PAGE_SIZE * 2:
        place = keys[int((count - PAGE_SIZE) * DEPTH)]
        columns = [Column(name.removeprefix("-"), name.startswith("-")) for name in order]
        below = rows.filter(beyond(columns, Cursor(place, backward=False))).order_by(*order)
        found["deep"] = timed(lambda: list(below[: PAGE_SIZE + 1]), rounds)
        found["cursor"] = encode(place, backward=False)
    return found


def timed(page: Callable[[], object], rounds: int) -> float:
    """Return the middle milliseconds that the database took for all statements of a page."""
    taken = []
    for _ in range(rounds):
        clock = Clock()
        with connection.execute_wrapper(clock):
            page()
        taken.append(clock.milliseconds)
    return sorted(taken)[len(taken) // 2]


class Clock:
    """Adds up the time of statements, from handing one over to having its rows."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.milliseconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run a statement."""
        started = time.perf_counter()
        result = execute(sql, params, many, context)
        self.milliseconds += (time.perf_counter() - started) * 1000
        return result


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
