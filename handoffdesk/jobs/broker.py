"""The embedded mode's broker: queues in this process whose workers sleep until there is something to do.

Kombu's own `memory://` asks its queues again and again (14 ms from wake-up to start, and a pause after each job when
there is a limit on prefetching). Here a worker's thread sleeps on a bell, rung by what is put into one of its queues
and by each job that ends.

A wake-up that waits already is not put a second time. Whoever comes to it later finds in the database what both stood
for, so a customer who writes ten messages in a second costs one run of the relay and not ten.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from queue import Empty
from time import monotonic
from typing import Any, Final

from kombu.transport import virtual
from kombu.utils.scheduling import FairCycle

Message = dict[str, Any]


class WaitingQueue:
    """One queue: messages in the order in which they came, equal wake-ups once."""

    def __init__(self) -> None:
        """Start empty."""
        self._messages: OrderedDict[Hashable, Message] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, message: Message) -> None:
        """Add a message, unless the same job with the same ids waits already."""
        with self._lock:
            self._messages.setdefault(key_of(message), message)

    def get(self) -> Message:
        """Return the oldest message. From now on the same wake-up is taken again.

        Raises:
            queue.Empty: there is none.
        """
        with self._lock:
            if not self._messages:
                raise Empty
            return self._messages.popitem(last=False)[1]

    def __len__(self) -> int:
        """Return how many messages wait."""
        return len(self._messages)


def key_of(message: Message) -> Hashable:
    """Return what makes two wake-ups the same: the job and its ids.

    A message that expires stands for itself: the older one may have expired when its turn comes.
    """
    headers = message["headers"]
    if "task" not in headers or headers.get("expires"):
        return str(message["properties"]["delivery_tag"])
    return headers["task"], message["body"]


class QoS(virtual.QoS):
    """Rings when a job ends: there is room for the next one."""

    channel: "InProcessChannel"

    def ack(self, delivery_tag: str) -> None:
        """Note that a message is done with."""
        super().ack(delivery_tag)
        self.channel.connection.bell.set()

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Note that a message is not wanted."""
        super().reject(delivery_tag, requeue=requeue)
        self.channel.connection.bell.set()


class InProcessChannel(virtual.Channel):
    """Reaches the process's queues."""

    connection: "InProcessTransport"

    QoS = QoS
    # Nothing is put back when the process ends: the queues end with it, and the sweeps find the rows.
    do_restore = False
    queues: Final[dict[str, WaitingQueue]] = {}

    def _new_queue(self, queue: str, **_: Any) -> None:
        self.queues.setdefault(queue, WaitingQueue())

    def _has_queue(self, queue: str, **_: Any) -> bool:
        return queue in self.queues

    def _put(self, queue: str, message: Message, **_: Any) -> None:
        self.queues.setdefault(queue, WaitingQueue()).put(message)
        for transport in tuple(self.connection.consuming):
            if transport.consumes(queue):
                transport.bell.set()

    def _get(self, queue: str, timeout: float | None = None) -> Message:
        return self.queues[queue].get()

    def _size(self, queue: str) -> int:
        return len(self.queues[queue])

    def _purge(self, queue: str) -> int:
        old, self.queues[queue] = self.queues[queue], WaitingQueue()
        return len(old)

    def _delete(self, queue: str, *_: Any, **__: Any) -> None:
        self.queues.pop(queue, None)


class InProcessTransport(virtual.Transport):
    """One connection to the process's queues."""

    Channel = InProcessChannel
    driver_type = driver_name = "inprocess"
    # Exchanges and bindings are the same for all connections, as the queues are.
    global_state: Final = virtual.BrokerState()
    consuming: Final[set["InProcessTransport"]] = set()
    cycle: FairCycle

    def __init__(self, client: Any, **options: Any) -> None:
        """Share the process's exchanges; have a bell of one's own."""
        super().__init__(client, **options)
        self.state = self.global_state
        self.bell = threading.Event()

    def consumes(self, queue: str) -> bool:
        """Whether a consumer of this connection takes from the queue."""
        return queue in (self._callbacks or ())

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        """Deliver one message, waiting up to so many seconds for it.

        Raises:
            TimeoutError: none came.
        """
        ends_at = None if timeout is None else monotonic() + timeout
        self.consuming.add(self)
        while True:
            # Cleared before the look: what comes after it rings again.
            self.bell.clear()
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                left = None if ends_at is None else ends_at - monotonic()
                if (left is not None and left <= 0) or not self.bell.wait(left):
                    raise TimeoutError from None
            else:
                return

    def close_connection(self, connection: Any) -> None:
        """Stop listening for wake-ups."""
        self.consuming.discard(self)
        super().close_connection(connection)

    def driver_version(self) -> str:
        """Return what kombu shows of the driver."""
        return "-"
