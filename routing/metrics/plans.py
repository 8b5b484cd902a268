"""How PostgreSQL works out the questions of a report."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let PostgreSQL compile no statement to machine code within (`jit = off`), in one transaction.

    It would by its estimate of the cost, which for a week's facts is far too high: compiling took longer than the
    answers (134 of 185 ms for the conversations of a week). Elsewhere nothing is done.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
        yield
