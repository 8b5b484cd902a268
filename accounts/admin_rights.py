"""Who may open the admin: admins all of it, managers the pages of their job."""

from django.http import HttpRequest

from accounts.models import Membership, Role, User

_MANAGES = "desk.manages"


def is_admin(request: HttpRequest) -> bool:
    """Whether the request comes from an active admin, who may do everything here."""
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


def is_manager(request: HttpRequest) -> bool:
    """Whether the request comes from somebody who manages a team; looked up once a request."""
    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return False
    if _MANAGES not in request.META:
        request.META[_MANAGES] = Membership.objects.filter(user=user, role=Role.MANAGER).exists()
    return bool(request.META[_MANAGES])
