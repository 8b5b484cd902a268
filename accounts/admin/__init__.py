"""Admin pages for people."""

from accounts.admin import apikeys, teams, users

__all__ = ["apikeys", "teams", "users"]
