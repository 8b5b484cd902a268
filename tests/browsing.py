"""A logged-in browser that no clock logs out."""

import time
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import User


class Browser(Client):
    """The browser of one person, who is logged in whatever the clock says when they look at a page.

    A session ends by the clock: one that began under a travelled clock is over, or not yet begun, under the real one.
    Tests that move the clock use this one; what becomes of a session as time goes by is tested with a plain `Client`.
    """

    def __init__(self, user: User, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.user = user
        self.logged_in_at = float("-inf")

    def request(self, **request: Any) -> Any:
        """Log in again when the clock has been moved by a good part of a session, then ask for the page."""
        if abs(time.time() - self.logged_in_at) > settings.SESSION_COOKIE_AGE / 2:
            self.force_login(self.user)
            self.logged_in_at = time.time()
        return super().request(**request)
