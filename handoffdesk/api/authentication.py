"""Who calls: a key of a machine, or (DRF's own class, with its CSRF check) the session of a person.

DRF loads this module while it loads its own views, so nothing here may import those.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.services.apikeys import find_api_key

SCHEME = b"bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer hd_...`. Another scheme is left to the session; a bad key never falls back to it."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """Return the key's user and the key.

        Raises:
            AuthenticationFailed: the key is unknown or expired, or its user is not active.
        """
        scheme, _space, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        found = find_api_key(key=key.strip().decode("ascii", "replace"))
        if found is None:
            raise AuthenticationFailed(_("This API key is not valid."))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Bearer realm="Handoff Desk"'
