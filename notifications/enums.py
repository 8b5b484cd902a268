"""The closed vocabularies of telling people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Told(TextChoices):
    """How the delivery of a notification by one transport stands."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    UNKNOWN = "unknown", _("unknown: it may have arrived")
    FAILED = "failed", _("failed")
    DROPPED = "dropped", _("no longer needed")
