"""Which AI answers, and its turns."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from conversations.enums import TurnState
from conversations.models.conversation import Conversation
from conversations.models.secrets import EncryptedTextField
from conversations.models.stored import StoredObject


class AiProfile(models.Model):
    """A model behind an OpenAI-compatible address; without an address the built-in answerer speaks."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    base_url = models.CharField(
        _("base URL"),
        max_length=300,
        blank=True,
        validators=[
            RegexValidator(r"^https?://[^\s/]+\S*$", _("Give an address that begins with http:// or https://."))
        ],
        help_text=_("For example http://127.0.0.1:11434/v1. If empty, the built-in answerer replies without a model."),
    )
    model = models.CharField(_("model"), max_length=120, blank=True)
    api_key = EncryptedTextField(_("API key"), blank=True)
    timeout_seconds = models.PositiveSmallIntegerField(
        _("time-out"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("In seconds, for one whole answer. After that, the conversation is handed off."),
    )
    debounce_ms = models.PositiveSmallIntegerField(
        _("wait for more"),
        default=600,
        validators=[MaxValueValidator(5000)],
        help_text=_("In milliseconds. Messages sent in a burst count as one turn."),
    )
    instructions = models.TextField(
        _("instructions"), blank=True, help_text=_("Tone, limits and what never to promise.")
    )
    input_price = models.DecimalField(
        _("price of input"),
        max_digits=10,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Per million tokens the model reads, in your currency. /metrics adds up the cost."),
    )
    output_price = models.DecimalField(
        _("price of output"),
        max_digits=10,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Per million tokens the model writes."),
    )
    is_default = models.BooleanField(_("default"), default=False)

    class Meta:
        ordering = ("name",)
        verbose_name = _("AI profile")
        verbose_name_plural = _("AI profiles")
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_ai_profile"
            ),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def uses_model(self) -> bool:
        """Whether a model answers; else the built-in answerer does."""
        return bool(self.base_url and self.model)


class AiTurn(models.Model):
    """One turn of the AI, bound to the newest customer message and the floor token that it read.

    A message that nobody answered has another turn when the AI gets the floor again.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="ai_turns")
    inbound_version = models.PositiveIntegerField()
    floor_token = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=TurnState, default=TurnState.DUE)
    due_at = models.DateTimeField(_("due"))
    lease_ends_at = models.DateTimeField(null=True, blank=True, help_text=_("Another worker takes over after this."))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    engine = models.CharField(_("answered by"), max_length=160, blank=True)
    report = StoredObject(_("report"), default=dict, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("AI turn")
        verbose_name_plural = _("AI turns")
        constraints = (
            # Handed back to the AI, the same message may have another turn: under the floor's new token.
            models.UniqueConstraint(fields=("conversation", "inbound_version", "floor_token"), name="ai_turn_once"),
        )
        indexes = (
            # The sweep for turns whose wake-up was lost or whose worker died.
            models.Index(fields=("due_at",), condition=models.Q(state__in=("due", "running")), name="ai_turn_open"),
            # Reports by week.
            models.Index(
                fields=("due_at",), condition=models.Q(state__in=("answered", "handed_off")), name="ai_turn_finished"
            ),
        )

    def __str__(self) -> str:
        """Return state and version."""
        return f"{self.state} {self.inbound_version}"
