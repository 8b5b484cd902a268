"""Moved: use accounts.admin_pages (this file goes away)."""

from accounts.admin_pages import register_page

__all__ = ["register_page"]
