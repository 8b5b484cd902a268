"""One look at the database for many sockets: each process asks once for all whose look is due."""

import asyncio
from functools import partial

from notifications.realtime.standing import PersonStanding, find_standings
from notifications.realtime.threads import socket_threads

#: Sockets that fall due within this time are looked at together.
GATHER_SECONDS = 1.0
#: Sessions asked for in one statement.
SESSIONS_A_LOOK = 500


class Looks:
    """Gathers sessions and answers each with the standing that it has now. Belongs to the event loop's thread."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._waiting: dict[str, asyncio.Future[PersonStanding | None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    async def standing_of(self, session_key: str) -> PersonStanding | None:
        """Return who is logged in under this session, as `find_standings` sees it, within about a second.

        Raises:
            DatabaseError: the database did not answer.
        """
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._waiting = loop, {}
        if not self._waiting:
            loop.call_later(GATHER_SECONDS, self._start, loop)
        future = self._waiting.setdefault(session_key, loop.create_future())
        # One socket that goes away does not cancel the look of the others.
        return await asyncio.shield(future)

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        waiting, self._waiting = self._waiting, {}
        keys = list(waiting)
        for first in range(0, len(keys), SESSIONS_A_LOOK):
            part = keys[first : first + SESSIONS_A_LOOK]
            task = loop.create_task(socket_threads.query(find_standings, part))
            task.add_done_callback(partial(_answer, {key: waiting[key] for key in part}))


def _answer(
    futures: dict[str, "asyncio.Future[PersonStanding | None]"], done: "asyncio.Task[dict[str, PersonStanding]]"
) -> None:
    error = asyncio.CancelledError() if done.cancelled() else done.exception()
    for key, future in futures.items():
        if future.done():
            continue
        if error is not None:
            future.set_exception(error)
            future.exception()  # nobody may be left to hear it
        else:
            future.set_result(done.result().get(key))


looks = Looks()
