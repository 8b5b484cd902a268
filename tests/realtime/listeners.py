"""A listener for tests of the hub."""

import asyncio


class Ear:
    """Keeps what it is offered; `heard` waits for a number of texts."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.texts: list[str] = []
        self.state: list[str] = []
        self.changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, text: str) -> None:
        """Keep the text."""
        self.texts.append(text)
        self._tell()

    def deafened(self) -> None:
        """Note it."""
        self.state.append("deaf")
        self._tell()

    def hearing_again(self) -> None:
        """Note it."""
        self.state.append("hearing")
        self._tell()

    def _tell(self) -> None:
        task = asyncio.get_running_loop().create_task(self._notify())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def heard(self, count: int) -> list[str]:
        """Return the texts when there are this many."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: len(self.texts) >= count)
        return self.texts

    async def was(self, state: str) -> None:
        """Return when the listener was told this last."""
        async with asyncio.timeout(30), self.changed:
            await self.changed.wait_for(lambda: self.state[-1:] == [state])
