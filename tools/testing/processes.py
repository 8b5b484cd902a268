"""Starting other programs so that they end with us."""

import os
import pwd
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

STOP_SECONDS = 15


def free_port() -> int:
    """Return a TCP port of the loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Tell whether somebody listens on this loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def unprivileged_user() -> str | None:
    """Return the user for programs that refuse root; None when we are not root and need no other user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)


def own(path: Path, user: str | None) -> None:
    """Give a directory to the user who will run a service in it."""
    if user is not None:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def start(command: Sequence[str], *, log: Path, user: str | None = None) -> "subprocess.Popen[bytes]":
    """Start a service in its own session, so that Ctrl-C reaches us first and we stop it in order."""
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, user=user,
            group=pwd.getpwnam(user).pw_gid if user else None, extra_groups=[] if user else None, cwd=log.parent,
        )  # fmt: skip


def stop(process: "subprocess.Popen[bytes]", *, signal_number: int) -> None:
    """Ask a process to end; after a while, make it end."""
    if process.poll() is not None:
        return
    process.send_signal(signal_number)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
