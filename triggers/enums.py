"""The closed vocabularies of the triggers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """Why a person should take over."""

    EXPLICIT_REQUEST = "explicit_request", _("asks for a person")
    FRUSTRATION = "frustration", _("is upset")
    REPETITION = "repetition", _("repeats the question")
    FAILED_ATTEMPTS = "failed_attempts", _("the AI failed repeatedly")
    LOW_CONFIDENCE = "low_confidence", _("the AI is unsure")
    INFORMATION_GAP = "information_gap", _("the AI doesn't know")
    SENSITIVE = "sensitive", _("sensitive matter")
    CANCELLATION = "cancellation", _("wants to cancel or get a refund")
    HIGH_VALUE = "high_value", _("high-value enquiry")
    LEAD_CLASS = "lead_class", _("hot lead")
    COMPLEX_REQUEST = "complex_request", _("complex request")
    OUT_OF_SCOPE = "out_of_scope", _("out of scope")
    VIP = "vip", _("VIP customer")
    BUSINESS_RULE = "business_rule", _("business rule")


class MeaningName(TextChoices):
    """What a message can mean, as the second stage tells it apart."""

    EXPLICIT = "explicit", _("wants to reach a person")
    FRUSTRATION = "frustration", _("is upset")
    COMPLAINT = "complaint", _("has a complaint")
    CANCELLATION = "cancellation", _("wants to cancel or get a refund")
    HARDSHIP = "hardship", _("is in hardship")
    LEGAL = "legal", _("legal matter")
    MEDICAL = "medical", _("health matter")
    EMERGENCY = "emergency", _("danger to life or safety")
    BEREAVEMENT = "bereavement", _("someone has died")
    DISCRIMINATION = "discrimination", _("was treated unfairly for who they are")
    HIGH_VALUE = "high_value", _("high-value enquiry")


class Sensitivity(TextChoices):
    """How easily a scenario fires."""

    STRICT = "strict", _("strict")
    BALANCED = "balanced", _("balanced")
    EAGER = "eager", _("eager")


class Mode(TextChoices):
    """Whether a scenario acts."""

    LIVE = "live", _("live")
    SHADOW = "shadow", _("shadow: only recorded")
    OFF = "off", _("off")


class RunState(TextChoices):
    """How far a back-test has come."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")
    FAILED = "failed", _("failed")


class Side(TextChoices):
    """Which rules of a back-test a finding belongs to."""

    PUBLISHED = "published", _("published")
    DRAFT = "draft", _("draft")


class Expectation(TextChoices):
    """What a regression case demands of the rules."""

    FIRES = "fires", _("this scenario fires")
    SILENT = "silent", _("this scenario does not fire")
    ACTS = "acts", _("this scenario acts")
    NOBODY = "nobody", _("no handoff")


class Opinion(TextChoices):
    """What a person says of a decision, of one scenario or of a whole handoff."""

    JUSTIFIED = "justified", _("justified")
    UNNECESSARY = "unnecessary", _("unnecessary: no person was needed")
    MISSED = "missed", _("missed: a person was needed earlier")
