"""What a key may do; what a person may see is `routing.access`."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ApiKey


class KeyAllows(BasePermission):
    """A read-only key reads; the rest of the rights are its user's."""

    message = _("This API key is read-only.")

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the key, if one was used, may do this."""
        key = request.auth
        return not (isinstance(key, ApiKey) and key.read_only) or request.method in SAFE_METHODS
