"""Typed readers of the process environment: a missing secret stops the start and names itself."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def text(name: str, default: str = "") -> str:
    """Return the variable as text without surrounding white space."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return the variable as a yes or no.

    Raises:
        ImproperlyConfigured: the value is neither a yes word nor a no word.
    """
    if name not in os.environ:
        return default
    word = text(name).lower()
    if word in TRUE_WORDS | FALSE_WORDS:
        return word in TRUE_WORDS
    raise ImproperlyConfigured(f"{name} must be yes or no, not {word!r}.")


def integer(name: str, default: int) -> int:
    """Return the variable as a whole number.

    Raises:
        ImproperlyConfigured: the value is not a whole number.
    """
    value = text(name) or str(default)
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def choice(name: str, options: tuple[str, ...]) -> str:
    """Return the variable when it is one of the options, "" when it is not set.

    Raises:
        ImproperlyConfigured: the value is none of them.
    """
    value = text(name).lower()
    if value and value not in options:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(options)}, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list without empty entries."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, file: Path) -> str:
    """Return a secret from the environment, else from a file that only its owner can read.

    Raises:
        ImproperlyConfigured: neither the variable nor the file holds it.
    """
    value = text(name)
    if value:
        return value
    if file.is_file():
        stored = file.read_text(encoding="utf-8").strip()
        if stored:
            return stored
        raise ImproperlyConfigured(f"{file} is empty: put it back from your backup, or set {name} in the environment.")
    raise ImproperlyConfigured(
        f"{name} is not set. Set it in the environment (or start once with `make run`, which makes one)."
    )
