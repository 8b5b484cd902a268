"""Ports, users and the end of other programs."""

import os
import pwd
import socket
import subprocess
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


def let_pass(folder: Path, user: str) -> None:
    """Let this user pass through a directory of ours, by its group, without letting anybody else in."""
    folder.chmod(folder.stat().st_mode | 0o010)
    os.chown(folder, -1, pwd.getpwnam(user).pw_gid)


def may_pass(folder: Path, user: str) -> bool:
    """Tell whether this user may pass through a directory."""
    found, entry = folder.stat(), pwd.getpwnam(user)
    if found.st_uid == entry.pw_uid:
        return bool(found.st_mode & 0o100)
    return bool(found.st_mode & (0o010 if found.st_gid == entry.pw_gid else 0o001))
