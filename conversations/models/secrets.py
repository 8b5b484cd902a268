"""Columns that are encrypted at rest: a text, or an object of texts."""

import base64
import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from accounts.models.lost_secret import LostSecret, LostSecrets

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _ObjectField = models.TextField[dict[str, str], dict[str, str]]
else:
    _TextField = _ObjectField = models.TextField


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def cipher() -> MultiFernet:
    """Return the cipher: the first of `FIELD_ENCRYPTION_KEYS` encrypts, all of them decrypt (key rotation)."""
    return _cipher(tuple(settings.FIELD_ENCRYPTION_KEYS))


def is_sealed(text: str) -> bool:
    """Return whether a text looks like one that a cipher made: version byte 0x80 and a time, in base 64."""
    return text.startswith("gAAAAA")


@lru_cache(maxsize=256)
def _decrypt(keys: tuple[str, ...], token: str) -> str:
    # Every webhook reads its account's secrets; to decrypt them takes longer than to read the row.
    return _cipher(keys).decrypt(token.encode()).decode()


@lru_cache(maxsize=256)
def _decrypt_object(keys: tuple[str, ...], token: str) -> dict[str, str]:
    return {str(name): str(text) for name, text in json.loads(_decrypt(keys, token)).items()}


class EncryptedTextField(_TextField):
    """Text stored as a Fernet token; an empty text stays empty.

    A value that no key of today opens is read as a `LostSecret`, and saved as it was.
    """

    def get_prep_value(self, value: Any) -> str | None:
        """Encrypt what goes into the database."""
        if isinstance(value, LostSecret):
            return value.sealed
        plain = super().get_prep_value(value)
        return cipher().encrypt(plain.encode()).decode() if plain else plain

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt what comes out of the database."""
        if not value:
            return value
        try:
            return _decrypt(tuple(settings.FIELD_ENCRYPTION_KEYS), value)
        except InvalidToken:
            return LostSecret(value)


class EncryptedObjectField(_ObjectField):
    """An object of texts, stored as one Fernet token; empty texts are left out, and an empty object is an empty text.

    A value that no key of today opens is read as `LostSecrets`, and saved as it was. Each row has an object of its own.
    """

    def get_prep_value(self, value: Any) -> str | None:
        """Encrypt what goes into the database."""
        if isinstance(value, LostSecrets):
            return value.sealed
        kept = {name: text for name, text in (value or {}).items() if text}
        return cipher().encrypt(json.dumps(kept).encode()).decode() if kept else ""

    def from_db_value(self, value: str | None, *_: Any) -> dict[str, str]:
        """Decrypt what comes out of the database."""
        if not value:
            return {}
        try:
            return dict(_decrypt_object(tuple(settings.FIELD_ENCRYPTION_KEYS), value))
        except InvalidToken:
            return LostSecrets(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the sealed text: a dump of rows never holds the secrets themselves."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def to_python(self, value: Any) -> Any:
        """Read a sealed text of a dump."""
        return self.from_db_value(value) if isinstance(value, str) else value


SecretColumn = EncryptedTextField | EncryptedObjectField


@lru_cache(maxsize=64)
def secret_fields(model: type[models.Model]) -> tuple[SecretColumn, ...]:
    """Return the encrypted columns of a model."""
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, SecretColumn))


def lost_secrets(row: models.Model) -> list[str]:
    """Return the names of a row's secrets that must be entered again; columns that were not read are left out."""
    return [
        str(field.verbose_name)
        for field in secret_fields(type(row))
        if isinstance(row.__dict__.get(field.attname), LostSecret | LostSecrets)
    ]
