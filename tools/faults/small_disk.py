"""A small disk of its own that can be filled and emptied: a tmpfs, which only root may mount."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PIECE = 64 * 1024


class SmallDisk:
    """A mounted directory with a ballast file in it."""

    def __init__(self, directory: Path) -> None:
        """Fill nothing yet."""
        self.directory = directory
        self._ballast = directory / "ballast"

    def fill(self) -> None:
        """Write until nothing fits any more; again when something has shrunk meanwhile."""
        with self._ballast.open("ab", buffering=0) as file:
            for size in (PIECE, 4096, 512):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def empty(self) -> None:
        """Give the space back."""
        self._ballast.unlink(missing_ok=True)


@contextmanager
def small_disk(directory: Path, *, megabytes: int, owner: int = -1) -> Iterator[SmallDisk]:
    """Mount a disk of this size on an empty directory; `owner` is a user's number.

    Raises:
        PermissionError: this process may not mount.
    """
    directory.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(directory)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise PermissionError(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        os.chown(directory, owner, owner)
        yield SmallDisk(directory)
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=False)
