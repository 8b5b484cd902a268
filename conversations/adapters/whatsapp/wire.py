"""The Cloud API's webhook as pydantic models: strict in what we read, deaf to what we do not.

Source: the field tables of the Cloud API's webhook reference (messages, statuses, `smb_message_echoes`, `standby`,
`user_id_update`), with user ids of 2026: `from`, `wa_id` and `recipient_id` are missing for customers with a user name.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Number = int | float | str


class Wire(BaseModel):
    """Frozen; types are not converted; fields we do not know are left out; a null is the same as a missing field."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def drop_nulls(cls, value: Any) -> Any:
        """Return the object without its nulls."""
        return {name: part for name, part in value.items() if part is not None} if isinstance(value, dict) else value


class Envelope(Wire):
    """The whole body; its entries are read one by one, because one bad entry must not lose the rest."""

    object: Literal["whatsapp_business_account"]
    entry: list[Any]


class ChangeWire(Wire):
    """One change of one entry."""

    field: str
    value: dict[str, Any]


class Context(Wire):
    """What a message refers to; a forwarded message has no id."""

    id: str = ""
    forwarded: bool = False
    frequently_forwarded: bool = False


class MessageHead(Wire):
    """What all messages share. A customer is known by their user id, their phone, or both."""

    id: str = ""
    from_: str = Field(default="", alias="from")
    from_user_id: str = ""
    timestamp: Any = None
    type: str = "unknown"
    group_id: str = ""


class EchoHead(Wire):
    """A message that a person of the business wrote in the phone app."""

    id: str = ""
    to: str = ""
    to_user_id: str = ""
    timestamp: Any = None
    type: str = "unknown"


class StatusWire(Wire):
    """What became of a message of ours."""

    id: str = Field(min_length=1)
    status: str = Field(min_length=1)
    timestamp: Any = None
    errors: list[Any] = []
    pricing: dict[str, Any] = {}
    biz_opaque_callback_data: str = ""
    recipient_participant_id: str = ""


class PreviousAndCurrent(Wire):
    """A user id before and after it changed."""

    previous: str = Field(min_length=1)
    current: str = Field(min_length=1)


class UserIdUpdate(Wire):
    """The same person has another user id."""

    user_id: PreviousAndCurrent
    timestamp: Any = None


class Preference(Wire):
    """What a customer wants of our marketing."""

    wa_id: str = ""
    user_id: str = ""
    category: str = ""
    value: Literal["stop", "resume"]
    detail: str = ""
    timestamp: Any = None


class ReferralWire(Wire):
    """The ad or post that brought the customer here."""

    source_type: str = ""
    headline: str = ""
    body: str = ""
    source_url: str = ""
    source_id: str = ""


class System(Wire):
    """A notice about the customer's number or identity; the old value is in the message's head."""

    body: str = ""
    type: str = ""
    wa_id: str = ""
    user_id: str = ""
    previous_user_id: str = ""


class TextWire(Wire):
    """Plain text."""

    body: str


class Media(Wire):
    """Image, video, audio, document or sticker."""

    id: str = ""
    mime_type: str = ""
    sha256: str = ""
    caption: str = ""
    filename: str = ""
    voice: bool = False
    file_size: int = 0


class Location(Wire):
    """A place."""

    latitude: Number
    longitude: Number
    name: str = ""
    address: str = ""


class CardName(Wire):
    """The name on a contact card."""

    formatted_name: str = ""
    first_name: str = ""
    last_name: str = ""


class CardPhone(Wire):
    """A number on a contact card."""

    phone: str = ""
    wa_id: str = ""


class CardWire(Wire):
    """A contact card; `origin` is `contact_request` when the customer answers our request for their number."""

    name: CardName = CardName()
    phones: list[CardPhone] = []
    origin: str = ""


class ReactionWire(Wire):
    """An emoji on a message; no emoji takes it away."""

    message_id: str
    emoji: str = ""


class ChoiceWire(Wire):
    """A pressed reply button or a chosen row of a list."""

    id: str = ""
    title: str
    description: str = ""


class FormAnswer(Wire):
    """The answer to a form (a Flow)."""

    name: str = ""
    body: str = ""
    response_json: str = ""


class CallPermission(Wire):
    """The answer to our question whether we may call."""

    response: str = ""


class Interactive(Wire):
    """The answer to buttons, a list, a form or a question."""

    type: str
    button_reply: ChoiceWire | None = None
    list_reply: ChoiceWire | None = None
    nfm_reply: FormAnswer | None = None
    call_permission_reply: CallPermission | None = None


class Button(Wire):
    """A pressed quick reply of a template."""

    payload: str = ""
    text: str


class OrderItem(Wire):
    """One line of an order."""

    product_retailer_id: str = ""
    quantity: Number = 1
    item_price: Number = ""
    currency: str = ""


class Order(Wire):
    """A basket sent from the catalogue."""

    catalog_id: str = ""
    text: str = ""
    product_items: list[OrderItem] = []


class EditWire(Wire):
    """A changed message."""

    original_message_id: str
    message: dict[str, Any] = {}


class Revoke(Wire):
    """A message that the customer deleted."""

    original_message_id: str


class Unsupported(Wire):
    """What kind of message the Cloud API could not pass on."""

    type: str = ""
