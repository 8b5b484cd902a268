"""Finds out who must prove again who they are, wherever the change came from: a page, the admin, the API or a shell.

This is cache invalidation, not business flow, so it may use Django's signals. A change that bypasses them (a bulk
update) is found by each socket's own look within a minute.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from accounts.models import Membership, User
from notifications.realtime.publisher import revoke


def note_logout(*, user: User | None, **_: Any) -> None:
    """Somebody logged out; their session is deleted right after this."""
    if user is not None:
        revoke(user.pk)


def note_user(*, instance: User, update_fields: frozenset[str] | None = None, created: bool = False, **_: Any) -> None:
    """A user was changed or deleted: deactivated, a new password, made admin."""
    user_id = instance.pk
    if not created and update_fields != frozenset({"last_login"}):
        transaction.on_commit(lambda: revoke(user_id))


def note_membership(*, instance: Membership, **_: Any) -> None:
    """A membership was added, changed or removed."""
    transaction.on_commit(lambda: revoke(instance.user_id))


def connect() -> None:
    """Listen from now on; called once, when the app is ready."""
    user_logged_out.connect(note_logout, dispatch_uid="realtime.logout")
    post_save.connect(note_user, sender=User, dispatch_uid="realtime.user")
    post_save.connect(note_membership, sender=Membership, dispatch_uid="realtime.membership")
    post_delete.connect(note_user, sender=User, dispatch_uid="realtime.user_deleted")
    post_delete.connect(note_membership, sender=Membership, dispatch_uid="realtime.membership_deleted")
