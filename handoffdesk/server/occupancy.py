"""One embedded desk for each data directory: two would answer the same customer twice."""

import fcntl
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOCK = "desk.lock"
# Open until the process ends: the system lets a lock go with its process, also after kill -9.
_held: dict[Path, int] = {}


def occupy(directory: Path) -> None:
    """Take the directory for this process.

    Raises:
        ImproperlyConfigured: another process has it.
        OSError: the directory cannot be written.
    """
    if directory in _held:
        return
    handle = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # Of the process, not of the open file: a child never keeps it for a parent that was killed.
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        by = os.read(handle, 20).decode("ascii", "replace").strip()
        os.close(handle)
        raise ImproperlyConfigured(
            f"another desk runs on {directory} (process {by or 'unknown'}): stop it, or give this one a directory and a"
            " port of its own: HANDOFFDESK_DATA_DIR=... PORT=8001 make run"
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    _held[directory] = handle
