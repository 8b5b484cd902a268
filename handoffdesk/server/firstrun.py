"""What must be right before Django can start the embedded desk: its data directory, and the secret key in it."""

import os
import secrets
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from handoffdesk import env
from handoffdesk.server.occupancy import occupy

DEFAULT_DIR = Path(__file__).resolve().parents[2] / "var"
DATABASE, KEY, DEMO = "handoffdesk.sqlite3", "secret.key", "demo.json"
# What nobody else on the machine may read: conversations, and whatever opens a door.
PRIVATE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", KEY, DEMO)
FOLDERS = ("static", "media", "mail")
FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def prepare(*, new_key: bool = False) -> Path:
    """Make the data directory and, once, a random secret key in it; close both to others; return the directory.

    The directory is this process's own until it ends. `new_key`: the old one is lost for good, make another one.

    Raises:
        ImproperlyConfigured: the directory cannot be used, or its key is lost; says what to do.
    """
    directory = Path(env.text("HANDOFFDESK_DATA_DIR") or DEFAULT_DIR).resolve()
    os.umask(0o077)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        close_to_others(directory)
        occupy(directory)
        (directory / "static").mkdir(exist_ok=True)
        ensure_key(directory, new_key=new_key)
        if (directory / DATABASE).exists() and not os.access(directory / DATABASE, os.W_OK):
            raise PermissionError(None, f"{DATABASE} is read-only")
    except OSError as error:
        raise ImproperlyConfigured(
            f"the data directory {directory} cannot be used ({error.strerror}): make it writable for this user, or name"
            " another one in HANDOFFDESK_DATA_DIR."
        ) from error
    return directory


def close_to_others(directory: Path) -> None:
    """Take from everybody else the right to look into the directory and its private files.

    Raises:
        ImproperlyConfigured: it is a directory that others use as well, or belongs to somebody else.
    """
    found = directory.stat()
    if found.st_mode & FOR_OTHERS:
        if found.st_mode & stat.S_IWOTH or found.st_uid != os.geteuid() or not is_own(directory):
            raise ImproperlyConfigured(
                f"other users of this machine may look into {directory}, and it is not the desk's alone: name a"
                " directory of its own in HANDOFFDESK_DATA_DIR, or close this one (chmod 700)."
            )
        directory.chmod(0o700)
    for path in (directory / name for name in PRIVATE):
        if path.is_file() and not path.is_symlink() and path.stat().st_mode & FOR_OTHERS:
            path.chmod(0o600)


def is_own(directory: Path) -> bool:
    """Return whether the desk may change who reads a directory: ours by name, with our files, or with nobody's."""
    names = {path.name for path in directory.iterdir()}
    return directory == DEFAULT_DIR or bool(names & {DATABASE, KEY, DEMO}) or not names - {*FOLDERS}


def ensure_key(directory: Path, *, new_key: bool = False) -> None:
    """Make a secret key where there is none yet.

    Raises:
        ImproperlyConfigured: there is a database already. What the lost key sealed would be lost without a word.
    """
    key, database = directory / KEY, directory / DATABASE
    if env.text("SECRET_KEY") or (key.is_file() and key.read_text(encoding="utf-8").strip()):
        return
    if database.exists() and database.stat().st_size and not new_key:
        raise ImproperlyConfigured(
            f"{key} is missing or empty, and the database beside it was made with that key: put the file back from your"
            " backup. If the key is lost for good, start once with `manage.py serve --new-key` and enter the channels'"
            " and the AI's secrets again."
        )
    write_private(key, secrets.token_urlsafe(48))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all; a missing directory is made, for them alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        # The name must not reach the disk before the text: a key file of no length opens nothing.
        os.fsync(file.fileno())
    draft.replace(path)
