"""Are the keys of this process the desk's keys: known texts that they sealed are opened again at the start.

A wrong key is found before it does harm: readiness is red, workers do not start, webhooks whose secrets cannot be
opened answer 503, so that providers come again. Nothing that is sealed is thrown away: with the right key it is all
there again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.core import signing
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_migrate

from conversations.models.secrets import cipher, is_sealed, lost_secrets, secret_fields
from handoffdesk.operations import schema
from handoffdesk.operations.models import KeySeal

FIELDS, SIGNING = "fields", "signing"
TEXT, SALT = "handoff desk", "handoffdesk.operations.keys"
SEEDS = ("secret", "seed")
REMEDY = "Put the right key back. If it is lost, open Keys in the admin or run `manage.py keys`."
COMPLAINTS = {
    FIELDS: "FIELD_ENCRYPTION_KEYS can't open the secrets in this database.",
    SIGNING: "SECRET_KEY is not the one this desk signed with. Logins and links no longer work, and "
    "visitors can't come back.",
}


class SecretsLostError(Exception):
    """There are stored secrets that no key of today opens."""


@dataclass(frozen=True, slots=True)
class LostRow:
    """A row with secrets that must be entered again, and their names."""

    row: Model
    names: list[str]


def complaint() -> str:
    """Return what is wrong with the keys and what to do, or "" when they are this desk's. One statement."""
    wrong = wrong_keys()
    return " ".join([*(COMPLAINTS[name] for name in wrong), REMEDY]) if wrong else ""


def wrong_keys() -> list[str]:
    """Return which of the two kinds of keys do not open what was sealed."""
    seals = dict(KeySeal.objects.values_list("name", "sealed"))
    wrong = [] if _opens_field(seals.get(FIELDS)) else [FIELDS]
    return wrong if _opens_signature(seals.get(SIGNING)) else [*wrong, SIGNING]


def seal_once() -> None:
    """Seal the known texts where that was never done, unless there are secrets already that today's keys do not open.

    In that case the seal is one that nobody can open: the keys are wrong from the first look on.
    """
    known = set(KeySeal.objects.values_list("name", flat=True))
    for name in {FIELDS, SIGNING} - known:
        sealed = "" if name == FIELDS and (lost_rows() or lost_factors()) else _seal(name)
        KeySeal.objects.get_or_create(name=name, defaults={"sealed": sealed})


def seal_after_migrations(plan: Sequence[Any] = (), **_: Any) -> None:
    """Seal the known texts when migrations were applied and all tables are there."""
    if plan and not schema.missing_migrations():
        seal_once()


def register() -> None:
    """Seal after each migration; the table exists only then."""
    post_migrate.connect(
        seal_after_migrations, sender=apps.get_app_config("operations"), dispatch_uid="seal_after_migrations"
    )


def rows_with_secrets() -> Iterator[Model]:
    """Return every row that has encrypted columns."""
    for model in apps.get_models():
        if secret_fields(model):
            yield from model._default_manager.order_by("pk")


def lost_rows() -> list[LostRow]:
    """Return the rows whose secrets must be entered again."""
    return [LostRow(row, names) for row in rows_with_secrets() if (names := lost_secrets(row))]


def lost_factors() -> list[Authenticator]:
    """Return the second factors whose seeds no key of today opens."""
    return [row for row in Authenticator.objects.select_related("user") if not all(map(_opens, _sealed_seeds(row)))]


def accept() -> int:
    """Take today's keys as this desk's from now on; return how many second factors had to go.

    They could let nobody in any more; their people log in with the password and set up a new one.

    Raises:
        SecretsLostError: channels or AI profiles have secrets that must be entered again first.
    """
    with transaction.atomic():
        if lost_rows():
            raise SecretsLostError
        gone = forget_factors()
        _seal_anew()
    return gone


def forget_factors() -> int:
    """Remove the second factors that no key of today opens, and return how many those were."""
    gone = [row.pk for row in lost_factors()]
    Authenticator.objects.filter(pk__in=gone).delete()
    return len(gone)


def rotate() -> int:
    """Seal everything anew with the first key, so that the older ones can go; return how many rows that were.

    Raises:
        SecretsLostError: something is sealed by a key that is not configured; nothing was changed.
    """
    with transaction.atomic():
        rows, factors = list(rows_with_secrets()), list(Authenticator.objects.all())
        if any(lost_secrets(row) for row in rows) or lost_factors():
            raise SecretsLostError
        for row in rows:
            row.save(update_fields=[field.attname for field in secret_fields(type(row))])
        for factor in factors:
            factor.data |= {name: _sealed_anew(factor.data[name]) for name in SEEDS if factor.data.get(name)}
            factor.save(update_fields=["data"])
        _seal_anew()
    return len(rows) + len(factors)


def _seal_anew() -> None:
    for name in (FIELDS, SIGNING):
        KeySeal.objects.update_or_create(name=name, defaults={"sealed": _seal(name)})


def _seal(name: str) -> str:
    return cipher().encrypt(TEXT.encode()).decode() if name == FIELDS else signing.dumps(TEXT, salt=SALT)


def _opens_field(sealed: str | None) -> bool:
    return sealed is None or _opens(sealed)


def _opens_signature(sealed: str | None) -> bool:
    try:
        return sealed is None or signing.loads(sealed, salt=SALT) == TEXT
    except signing.BadSignature:
        return False


def _opens(sealed: str) -> bool:
    try:
        cipher().decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _sealed_seeds(factor: Authenticator) -> list[str]:
    return [seed for name in SEEDS if is_sealed(seed := str(factor.data.get(name, "")))]


def _sealed_anew(seed: str) -> str:
    plain = cipher().decrypt(seed.encode()).decode() if is_sealed(seed) else seed
    return cipher().encrypt(plain.encode()).decode()
