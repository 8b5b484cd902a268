"""Where a page stands in the admin: grouped by what people do, in the order in which they do it."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Group(TextChoices):
    """The groups of the first page and of the side bar, in their order."""

    RULES = "rules", _("Rules")
    TEXTS = "texts", _("Texts and hours")
    PEOPLE = "people", _("People and teams")
    CHANNELS = "channels", _("Channels")
    KNOWLEDGE = "knowledge", _("Knowledge")
    CUSTOMERS = "customers", _("Customers")
    REPORTS = "reports", _("Reports")
    OPERATIONS = "operations", _("Operations")


#: Rooms that people seldom enter: shown folded.
FOLDED = frozenset({Group.OPERATIONS})


class AdminPlace(NamedTuple):
    """A page's group and its place in it, the smallest first. Every registered admin class has one as `place`."""

    group: Group
    order: int
