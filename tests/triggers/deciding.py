"""One process of two: decides one message after the other until a version appears; writes what it saw as JSON.

python tests/triggers/deciding.py VERSION
"""

import json
import sys

import django

django.setup()

from triggers.engine import decide  # noqa: E402 - models can be imported only from here on
from triggers.facts import Facts  # noqa: E402 - models can be imported only from here on
from triggers.services import compiled  # noqa: E402 - models can be imported only from here on


def decide_until(version: int) -> dict[str, object]:
    """Return how often each version decided, how often the old one did while the new one was built, and the order."""
    seen: list[int] = []
    counts: dict[int, int] = {}
    while_building = unfired = 0
    while version not in counts or counts[version] < 100:
        building = compiled._state.building is not None
        decision = decide(compiled.active_ruleset(), Facts(text="the purple elephant is here"))
        while_building += building and compiled._state.building is not None and decision.version != version
        unfired += not decision.fired
        counts[decision.version] = counts.get(decision.version, 0) + 1
        if not seen:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
        if not seen or seen[-1] != decision.version:
            seen.append(decision.version)
    return {"counts": counts, "while_building": while_building, "seen": seen, "unfired": unfired}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(decide_until(int(sys.argv[1]))))
