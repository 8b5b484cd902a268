"""Making and checking API keys."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import ApiKey, User

PREFIX = "hd_"
LAST_USED_STEP = timedelta(minutes=5)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def create_api_key(*, user: User, name: str, read_only: bool = False, expires_at: datetime | None = None) -> str:
    """Create a key of 256 random bits for the user and return it; it cannot be shown again."""
    key = PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        user=user, name=name, prefix=key[:10], digest=_digest(key), read_only=read_only, expires_at=expires_at
    )
    return key


def find_api_key(*, key: str) -> ApiKey | None:
    """Return the live key row of an active user, or None. Notes the use at most every five minutes."""
    now = timezone.now()
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    row = ApiKey.objects.select_related("user").filter(alive, digest=_digest(key), user__is_active=True).first()
    if row and (row.last_used_at is None or now - row.last_used_at > LAST_USED_STEP):
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
