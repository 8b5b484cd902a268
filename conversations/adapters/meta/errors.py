"""Graph errors as Meta writes them, in answers, in statuses and in webhook values. Pure."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict, ValidationError

MAX_REASON = 300
# What an agent can act on, in plain words.
WORDS: Mapping[int, str] = {
    190: gettext_noop("The access token is no longer valid."),
    131026: gettext_noop("The message cannot be delivered to this customer."),
    131031: gettext_noop("The account is locked by the provider."),
    131042: gettext_noop("There is a payment problem with the account."),
    131047: gettext_noop("The customer last wrote more than 24 hours ago: only an approved template can be sent."),
    131048: gettext_noop("The provider limits this number because of spam reports."),
    131049: gettext_noop("This customer has had too many messages. Try again in 24 hours."),
    131050: gettext_noop("The customer has opted out of these messages."),
    131056: gettext_noop("Too many messages to this customer in a short time."),
    130429: gettext_noop("Too many messages from this number in a short time."),
    133010: gettext_noop("The number is not registered with the provider."),
}


class GraphError(BaseModel):
    """The error object of a Graph answer, of a status and of a webhook value; only the code must be there."""

    model_config = ConfigDict(extra="ignore")
    code: int
    error_subcode: int | None = None
    title: str | None = None
    message: str | None = None
    error_data: Any = None
    is_transient: bool | None = None

    @property
    def details(self) -> str:
        """Return the longest text the provider gives; empty when it gives none."""
        details = self.error_data.get("details") if isinstance(self.error_data, dict) else None
        return (details if isinstance(details, str) else "") or self.message or self.title or ""


def read_error(value: Any) -> GraphError | None:
    """Return the error, or None when it is not of Graph's form."""
    try:
        return GraphError.model_validate(value)
    except ValidationError:
        return None


def explain(error: GraphError) -> str:
    """Return the code and why, for a person, in at most 300 characters: our words where we have them."""
    words = _(WORDS[error.code]) if error.code in WORDS else error.details
    return f"{error.code}: {words}"[:MAX_REASON] if words else str(error.code)
