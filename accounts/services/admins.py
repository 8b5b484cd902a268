"""The desk never loses its last admin."""

from collections.abc import Collection

from accounts.models import User


def another_admin_remains(*, without: Collection[int]) -> bool:
    """Return whether an active admin is left when these users are gone.

    Locks the admins' rows until the end of the transaction, so two admins cannot remove each other at once. The lock
    spares the key: rows that name an admin are written beside it, and waiting for each other would be a deadlock.
    """
    admins = User.objects.select_for_update(no_key=True).filter(is_staff=True, is_active=True).order_by("pk")
    return any(pk not in without for pk in admins.values_list("pk", flat=True))
