"""The admin's pages of the machine room."""

from handoffdesk.operations.admin import keys, state  # noqa: F401 - each registers its pages
