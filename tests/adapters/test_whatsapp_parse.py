"""What a WhatsApp webhook becomes."""

import dataclasses
import json
from typing import Any

import pytest

from conversations.adapters.base import (
    AccountNotice,
    BusinessEcho,
    Consent,
    ConsentChange,
    DeliveryReport,
    Edit,
    IdentityChange,
    Ignored,
    InboundMessage,
    Problem,
    Reaction,
    Referral,
    ThreadControl,
    Unsend,
)
from conversations.adapters.kinds import KINDS
from conversations.adapters.whatsapp.parse import parse, read, sort_out
from conversations.enums import Delivery
from tests.adapters.payloads import (
    NUMBER_ID,
    PHONE,
    USER_ID,
    read_sample,
    text_body,
    text_message,
    whatsapp_body,
    whatsapp_content,
)

# sample -> (kind, words, what `extra` holds)
SPEECH: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "text": ("text", "Is the blue kettle still in stock? 🫖", "", {}),
    "text_right_to_left": ("text", "مرحبا، أين طلبي؟", "", {}),
    "text_emoji_only": ("text", "🙏🙏", "", {}),
    "text_empty": ("text", "", "[Empty message]", {}),
    "text_forwarded": ("text", "Look at this", "", {"forwarded": True}),
    "image": ("image", "It leaks here", "[Image]", {}),
    "image_without_caption": ("image", "", "[Image]", {}),
    "video": ("video", "", "[Video]", {}),
    "audio": ("audio", "", "[Audio]", {}),
    "audio_voice": ("voice", "", "[Voice message]", {}),
    "sticker": ("sticker", "", "[Sticker]", {}),
    "document": ("document", "", "[Document] refdp.exe.pdf", {}),
    "location": (
        "location",
        "",
        "[Location] Dom Tower, Domplein 21 (52.0907, 5)",
        {"place": {"latitude": 52.0907, "longitude": 5.0, "name": "Dom Tower", "address": "Domplein 21"}},
    ),
    "contacts": (
        "contacts",
        "",
        "[Contact] Kim Lake +1 202-555-0172",
        {"cards": [{"name": "Kim Lake", "phones": ["+1 202-555-0172"]}]},
    ),
    "contacts_shared_number": (
        "contacts",
        "",
        "[Contact] Robin Vale +1 202-555-0171",
        {"cards": [{"name": "Robin Vale", "phones": ["+1 202-555-0171"]}], "shared_phone": PHONE},
    ),
    "button_reply": ("choice", "I agree", "[Empty message]", {"choice": "agree"}),
    "list_reply": ("list_choice", "Tuesday\n10 to 12", "[Empty message]", {"choice": "slot-2"}),
    "form_answer": (
        "form",
        "2026-12-01",
        "[Form answer]",
        {"answers": [{"question": "date", "answer": "2026-12-01"}], "form": "flow", "answer": '{"date": "2026-12-01"}'},
    ),
    "call_permission": ("call_permission", "", "[May be called]", {"call_permission": "accept"}),
    "button": ("button", "No more offers", "[Empty message]", {"choice": "STOP_PROMO"}),
    "order": ("order", "As a gift please\n[Order] 2 × kettle-blue (19.5 EUR); 1 × cup", "", {"catalog": "55"}),
    "group_text": ("text", "Who brings the cake?", "", {"group": "GROUP.0001"}),
    "unsupported": (
        "unsupported",
        "",
        "[A message type WhatsApp does not pass on: poll]",
        {"type": "poll", "errors": ["131051: Not supported."]},
    ),
    "unknown_type": ("unsupported", "", "[Unsupported message type: hologram]", {"type": "hologram"}),
    "text_of_wrong_shape": ("unsupported", "", "[Unreadable message of type “text”]", {"type": "text"}),
}
CHANGES = {
    "edit": (Edit, "wamid.SAMPLE0001", "Is the red kettle in stock?"),
    "revoke": (Unsend, "wamid.SAMPLE0001", None),
    "reaction": (Reaction, "wamid.OURS0009", "❤️"),
    "reaction_removed": (Reaction, "wamid.OURS0009", ""),
    "echo_edit": (Edit, "wamid.ECHO0001", "I put two aside for you"),
    "echo_revoke": (Unsend, "wamid.ECHO0001", None),
    "echo_reaction": (Reaction, "wamid.SAMPLE0001", "👍"),
}
REFERRING = {
    "text_reply": "wamid.OURS0007",
    "text_product": "wamid.OURS0008",
    "button_reply": "wamid.OURS0010",
    "text_forwarded": "",
}
REPORTS = {
    "status_sent": Delivery.SENT,
    "status_delivered": Delivery.DELIVERED,
    "status_read": Delivery.READ,
    "status_played": Delivery.READ,
    "status_failed": Delivery.FAILED,
}


@pytest.mark.parametrize("name", SPEECH)
def test_each_type_says_something_a_person_can_read(name):
    content = whatsapp_content(name)
    assert isinstance(content, InboundMessage)
    kind, body, placeholder, details = SPEECH[name]
    assert (content.kind, content.body, content.details()) == (kind, body, details)
    assert content.kind in KINDS
    assert content.shown == (body or placeholder)
    assert content.external_ids == (USER_ID, PHONE)
    assert (content.name, content.phone) == ("Robin Vale", "+12025550171")
    assert content.sent_at is not None
    assert content.sent_at.isoformat().startswith("2026-11-20T18:40")


@pytest.mark.parametrize("name", REFERRING)
def test_what_a_message_refers_to_is_kept(name):
    content = whatsapp_content(name)
    assert isinstance(content, InboundMessage)
    assert content.reply_to == REFERRING[name]


def test_a_customer_may_have_no_phone_or_no_user_id():
    hidden, old = whatsapp_content("text_user_name"), whatsapp_content("text_phone_only")
    assert isinstance(hidden, InboundMessage)
    assert isinstance(old, InboundMessage)
    assert (hidden.external_ids, hidden.phone, hidden.name) == ((USER_ID,), "", "robin.v")
    assert (old.external_ids, old.phone) == ((PHONE,), "+12025550171")


def test_a_file_is_announced_without_its_hostile_name():
    content = whatsapp_content("document")
    assert isinstance(content, InboundMessage)
    (file,) = content.attachments
    assert (file.kind, file.media_id, file.content_type) == ("document", "661", "application/pdf")
    assert file.filename == "refdp.exe.pdf"


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_names_the_message_that_it_changes(name):
    content = whatsapp_content(name)
    kind, target, text = CHANGES[name]
    assert isinstance(content, Edit | Unsend | Reaction)
    assert type(content) is kind
    assert (content.target, content.by_business) == (target, name.startswith("echo"))
    assert content.at is not None
    assert getattr(content, "body", getattr(content, "emoji", None)) == text


def test_where_a_customer_comes_from_is_kept():
    ad = whatsapp_content("text_ad")
    assert isinstance(ad, InboundMessage)
    assert isinstance(ad.referral, Referral)
    assert ad.details()["referral"]["headline"]
    for name, key in (("text_product", "product"), ("text_after_handover", "conversation_context")):
        content = whatsapp_content(name)
        assert isinstance(content, InboundMessage)
        assert isinstance(content.details()[key], dict)
        json.dumps(content.details())


def test_contacts_are_matched_by_address_not_by_position():
    first, second, *_ = [item.content for item in parse(read_sample("batch"))]
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert (first.body, first.name) == ("Robin here", "Robin Vale")
    assert (second.body, second.name) == ("Kim here", "Kim Lake")


def test_a_batch_is_read_in_order_through_all_entries_and_changes():
    items = parse(read_sample("batch"))
    assert [item.kind for item in items] == ["message", "message", "status", "status", "message"]
    assert [len(json.dumps(item.raw)) < 900 for item in items] == [True] * 5


def test_bad_parts_do_not_lose_the_rest():
    items = parse(read_sample("batch_with_bad_parts"))
    spoken = [item.content.body for item in items if isinstance(item.content, InboundMessage)]
    assert spoken == ["Robin here", "Kim here", "and a second entry"]
    assert sum(isinstance(item.content, DeliveryReport) for item in items) == 2
    bad = [item for item in items if item.kind == "unreadable"]
    assert len(bad) == 6
    assert all(isinstance(item.content, Ignored) and item.content.reason and "unreadable" in item.raw for item in bad)


@pytest.mark.parametrize("name", REPORTS)
def test_a_status_moves_our_message(name):
    content = whatsapp_content(name)
    assert isinstance(content, DeliveryReport)
    assert (content.provider_id, content.delivery) == ("wamid.OURS0011", REPORTS[name])
    assert bool(content.error) == (name == "status_failed")
    assert content.client_ref == ("0197d2a0-0000-7000-8000-000000000001" if name == "status_sent" else "")


def test_a_failure_says_why():
    content = whatsapp_content("status_failed")
    assert isinstance(content, DeliveryReport)
    assert (
        content.error
        == "131047: The customer last wrote more than 24 hours ago: only an approved template can be sent."
    )


def test_each_status_of_a_message_has_its_own_key():
    keys = {item.provider_id for name in REPORTS for item in parse(read_sample(name))}
    assert len(keys) == len(REPORTS)


def test_an_edit_that_reuses_the_id_is_not_taken_for_a_second_delivery():
    original = text_message("before", message_id="wamid.SAME")
    edit = {"original_message_id": "wamid.SAME", "message": {"type": "text", "text": {"body": "after"}}}
    edited = {**text_message("", message_id="wamid.SAME"), "type": "edit", "edit": edit}
    first, second = parse(whatsapp_body({"messages": [original, edited]}))
    assert first.provider_id != second.provider_id


@pytest.mark.parametrize(
    ("name", "previous", "current"),
    [
        ("system_new_number", PHONE, "12025550173"),
        ("system_new_user_id", USER_ID, "US.7740018899"),
        ("user_id_update", USER_ID, "US.7740018899"),
    ],
)
def test_a_customer_may_get_another_address(name, previous, current):
    assert whatsapp_content(name) == IdentityChange(previous, current)


def test_an_answer_from_the_phone_app_is_an_echo():
    content = whatsapp_content("echo")
    assert isinstance(content, BusinessEcho)
    assert (content.external_ids, content.body) == ((USER_ID, PHONE), "I put one aside for you")
    image = whatsapp_content("echo_image")
    assert isinstance(image, BusinessEcho)
    assert (image.external_ids, image.body, image.kind) == ((PHONE,), "[Image]", "image")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("handover", "handover"),
        ("value_error", "130429"),
        ("status_unknown", "warning"),
        ("system_identity", "customer_identity_changed"),
    ],
)
def test_what_asks_for_nothing_is_kept_with_a_reason(name, words):
    content = whatsapp_content(name)
    assert isinstance(content, Ignored)
    assert words in content.reason


def test_on_standby_we_only_listen():
    items = parse(read_sample("standby"))
    assert [item.kind for item in items] == ["standby"] * 3
    said, *others = [item.content for item in items]
    assert isinstance(said, InboundMessage)
    assert said.overheard
    assert all(isinstance(content, Ignored) for content in others)


def test_notices_wishes_and_who_answers_are_told_apart():
    for name, words in (
        ("account_update", "account_update ACCOUNT_VIOLATION"),
        ("template_status", "message_template_status_update REJECTED"),
    ):
        notice = whatsapp_content(name)
        assert isinstance(notice, AccountNotice)
        assert words in notice.note
        assert not notice.broken
    wish = whatsapp_content("user_preferences")
    assert isinstance(wish, ConsentChange)
    assert wish.consent is Consent.NO_MARKETING
    assert whatsapp_content("handover_taken") == ThreadControl((PHONE,), ours=False, owner="ai_agent")


def test_a_report_says_what_it_costs_and_what_its_error_means():
    sent, failed = whatsapp_content("status_sent"), whatsapp_content("status_failed")
    assert isinstance(sent, DeliveryReport)
    assert isinstance(failed, DeliveryReport)
    assert sent.pricing["category"] == "service"
    assert (sent.problem, failed.problem) == (None, Problem.WINDOW)


def test_an_interactive_without_a_body_is_shown_and_its_error_kept():
    message, error = parse(read_sample("interactive_without_body"))
    assert isinstance(message.content, InboundMessage)
    assert message.content.kind == "unsupported"
    assert isinstance(error.content, Ignored)


def test_equal_notices_at_different_times_are_two():
    body = json.loads(read_sample("account_update"))
    (first,) = parse(json.dumps(body).encode())
    body["entry"][0]["time"] += 60
    (later,) = parse(json.dumps(body).encode())
    assert first.provider_id != later.provider_id


def test_text_that_a_database_refuses_is_mended():
    (item,) = parse(text_body("nul\x00l, half \ud83d, whole \ud83d\ude00"))
    assert isinstance(item.content, InboundMessage)
    assert item.content.body == "null, half \ufffd, whole 😀"


def test_numbers_that_a_database_refuses_are_emptied():
    body = text_body("hello", timestamp="1795200000").replace(b'"timestamp": "1795200000"', b'"timestamp": 1e999')
    (item,) = parse(body)
    assert isinstance(item.content, InboundMessage)
    assert item.content.sent_at is None
    json.dumps(item.raw, allow_nan=False)


def test_a_megabyte_of_text_is_kept_whole():
    (item,) = parse(text_body("word " * 200_000))
    assert isinstance(item.content, InboundMessage)
    assert len(item.content.body) == 1_000_000


def test_a_null_is_a_missing_field():
    body = whatsapp_body({"messages": [text_message("hi", context=None, referral=None)], "statuses": None})
    (item,) = parse(body)
    assert isinstance(item.content, InboundMessage)
    assert item.content.body == "hi"


def test_a_very_long_id_still_fits_its_column_and_stays_its_own():
    (one,), (two,) = (parse(text_body("x", message_id="w" * 400 + end)) for end in "ab")
    assert len(one.provider_id) == len(two.provider_id) == 255
    assert one.provider_id != two.provider_id


def test_another_number_on_the_same_hook_is_stored_but_not_acted_on():
    items = parse(read_sample("batch"))
    assert sort_out(items, NUMBER_ID) == list(items)
    for number in ("999", ""):
        sorted_out = sort_out(items, number)
        assert all(item.kind == "foreign" and isinstance(item.content, Ignored) for item in sorted_out)
        assert len({item.provider_id for item in sorted_out}) == len(items)
        assert [item.raw for item in sorted_out] == [item.raw for item in items]
        # The sweep reads it again from the row: it must still be foreign then.
        assert all(read(item.kind, item.raw) == item.content for item in sorted_out)


def test_a_value_without_a_number_is_nobodys():
    body = json.loads(read_sample("text"))
    del body["entry"][0]["changes"][0]["value"]["metadata"]
    (item,) = sort_out(parse(json.dumps(body).encode()), NUMBER_ID)
    assert item.kind == "foreign"


def test_an_account_without_a_number_owns_nothing():
    body = whatsapp_body({"metadata": {"phone_number_id": ""}, "messages": [text_message("hi")]})
    (item,) = sort_out(parse(body), "")
    assert item.kind == "foreign"


def test_contents_are_frozen():
    content = whatsapp_content("text")
    assert isinstance(content, InboundMessage)
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.body = "other"  # type: ignore[misc]
