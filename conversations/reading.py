"""The order in which a conversation is read by an AI. Pure.

A message's version is the order of arrival, in which everybody sees it and in which it is judged. Providers deliver
late, again and side by side, so what a customer wrote as two lines may arrive the other way round.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from conversations.enums import Author
from conversations.models import Message


def as_written(messages: Iterable[Message]) -> list[Message]:
    """Return messages that stand in order of arrival, each uninterrupted run of the customer's in the order of writing.

    The provider's time decides, then arrival: a provider counts in whole seconds. An answer between two lines stays
    where it is, because it was given without the later one.
    """
    read: list[Message] = []
    for is_customers, run in groupby(messages, key=lambda message: message.author == Author.LEAD):
        lines = list(run)
        read += sorted(lines, key=written_at) if is_customers else lines
    return read


def written_at(message: Message) -> tuple[datetime, int]:
    """Return what orders the customer's lines."""
    return message.provider_at or message.created_at, message.version
