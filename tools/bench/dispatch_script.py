"""Sends wake-ups one by one, as a request does after its commit:  python -m tools.bench.dispatch_script COUNT PAUSE

Runs in a desk's environment. `--embedded`: the workers run in threads of this process, as `manage.py serve` has them.
"""

import sys
import time

import django

django.setup()

from conversations.wake import wake  # noqa: E402 - models can be imported only from here on
from tools.bench.dispatch_job import JOB  # noqa: E402

LISTENING_SECONDS = 3.0
STRAGGLER_SECONDS = 1.0


def main(count: int, pause: float) -> None:
    """Send so many, with a pause after each."""
    for _ in range(count):
        wake(JOB, sent=repr(time.monotonic()))
        time.sleep(pause)
    time.sleep(STRAGGLER_SECONDS)


def main_embedded(count: int, pause: float) -> None:
    """The same with the workers in this process."""
    from handoffdesk.server.embedded import (  # lazy: it loads the web server, which Redis does not need
        SWITCH_SECONDS,
        Workers,
    )

    sys.setswitchinterval(SWITCH_SECONDS)
    workers = Workers()
    workers.start()
    time.sleep(LISTENING_SECONDS)
    main(count, pause)
    workers.stop()


if __name__ == "__main__":
    run = main_embedded if "--embedded" in sys.argv else main
    run(int(sys.argv[1]), float(sys.argv[2]))
