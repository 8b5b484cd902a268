"""What must exist before Django can start: the data directory and the secret key."""

import os
import secrets
from pathlib import Path

from handoffdesk import env

DEFAULT_DIR = Path(__file__).resolve().parent.parent / "var"


def prepare() -> Path:
    """Make the data directory (mode 0700) and, once, a random secret key in it (mode 0600); return the directory."""
    directory = Path(env.text("HANDOFFDESK_DATA_DIR") or DEFAULT_DIR).resolve()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    (directory / "static").mkdir(exist_ok=True)
    key = directory / "secret.key"
    if not env.text("SECRET_KEY") and not key.exists():
        write_private(key, secrets.token_urlsafe(48))
    return directory


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all; a missing directory is made, for him alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)
