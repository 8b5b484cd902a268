"""What the channels declare holds together, and what they do not declare is refused before it is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.adapters.base import Sender, SendRefused
from conversations.adapters.declaration import COLUMNS, After, Door, ReplyWindow, TextLimit, Unit
from conversations.adapters.outgoing import (
    Outgoing,
    OutgoingButton,
    OutgoingList,
    OutgoingMedia,
    OutgoingReaction,
    OutgoingTemplate,
)
from conversations.adapters.registry import CHANNELS, WEBHOOKS, channel_choices, get_adapter
from conversations.adapters.reply_window import window_of
from conversations.adapters.splitting import split_text
from conversations.models import ChannelAccount
from tests.architecture.sources import ROOT

SPRITE = (ROOT / "handoffdesk/static/icons/sprite.svg").read_text(encoding="utf-8")
KINDS = sorted(CHANNELS)
PLAIN = Outgoing(to=("12025550171",), body="hello", client_ref="0197d2a0-0000-7000-8000-000000000001")
BUTTON = OutgoingButton("yes", "Yes")
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS)
def test_a_declaration_is_whole(kind):
    channel = CHANNELS[kind]
    names = [field.name for field in channel.fields]
    assert len(set(names)) == len(names)
    assert all(field.label for field in channel.fields)
    assert not [field for field in channel.fields if field.secret and field.name in COLUMNS]
    assert f'id="{channel.icon}"' in SPRITE
    assert len(channel.key) <= (ChannelAccount._meta.get_field("kind").max_length or 0)
    assert channel.label
    assert (channel.door is Door.WEBHOOK) == (kind in WEBHOOKS)
    assert channel.setup_steps
    if channel.door is Door.WEBHOOK:
        assert [field for field in channel.fields if field.secret and field.required]
    assert bool(channel.capabilities.media) == bool(channel.capabilities.media_travel)
    rule = channel.reply_window
    assert rule is None or (rule.after is After.HUMAN) == (rule.human_for is not None)
    assert (kind, str(channel.label)) in channel_choices()


def not_declared(kind: str) -> list[Outgoing]:
    """Return what a channel of this declaration cannot carry."""
    channel = CHANNELS[kind]
    can = channel.capabilities
    return [
        replace(PLAIN, media=OutgoingMedia("hologram", media_id="1")),
        replace(PLAIN, media=OutgoingMedia("image")),
        replace(PLAIN, buttons=(BUTTON,) * (can.buttons + 1)),
        replace(PLAIN, choices=OutgoingList("Choose", (BUTTON,) * (can.list_rows + 1))),
        replace(PLAIN, body="x" * (channel.text_limit.size + 1)),
        replace(PLAIN, template=OutgoingTemplate("t", "en"), reaction=OutgoingReaction("1", "👍")),
        *([] if can.quote else [replace(PLAIN, reply_to="1")]),
        *([] if can.templates else [replace(PLAIN, template=OutgoingTemplate("t", "en"))]),
        *([] if can.reaction else [replace(PLAIN, reaction=OutgoingReaction("1", "👍"))]),
        *([] if can.media else [replace(PLAIN, media=OutgoingMedia("image", link="https://example.com/a.png"))]),
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("simulator", [True, False])
def test_what_a_channel_does_not_declare_is_refused_for_good(kind, simulator, socket_disabled):
    sender = Sender(external_id="1", secrets={"access_token": "t"}, simulator=simulator)
    for message in not_declared(kind):
        result = get_adapter(kind).send(sender, message)
        assert isinstance(result, SendRefused), message
        assert (result.permanent, result.channel_broken) == (True, False)
        assert result.reason.startswith(f"{CHANNELS[kind].label}: ")


def test_secrets_stand_in_no_representation():
    assert "hush" not in repr(Sender(external_id="1", secrets={"access_token": "hush"}, simulator=False))


limits = st.builds(TextLimit, st.integers(4, 40), st.sampled_from(Unit))
texts = st.text(st.sampled_from("aé\u0301 \n.\u200d👍🏽🇩🇪한"), max_size=200)


@given(text=texts, limit=limits)
def test_pieces_fit_and_together_say_the_same(text, limit):
    pieces = split_text(text, limit)
    assert all(limit.holds(piece) for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_text_is_cut_at_a_pause_and_never_inside_a_letter():
    assert split_text("One two. Three four", TextLimit(12)) == ["One two.", "Three four"]
    assert split_text("First part\n\nsecond part", TextLimit(14)) == ["First part", "second part"]
    assert split_text(FAMILY * 3, TextLimit(7)) == [FAMILY] * 3
    assert split_text(FAMILY * 2, TextLimit(20, Unit.BYTES)) == [FAMILY] * 2
    assert split_text("🇩🇪🇫🇷", TextLimit(3)) == ["🇩🇪", "🇫🇷"]
    assert [len(piece) for piece in split_text("e" + "\u0301" * 30, TextLimit(10))] == [10, 10, 10, 1]
    assert len(split_text("ж" * 1_000_000, TextLimit(1000, Unit.BYTES))) == 2000


DAY, WEEK = timedelta(hours=24), timedelta(days=7)
MOMENTS = [timedelta(0), DAY - timedelta(seconds=1), DAY, WEEK - timedelta(seconds=1), WEEK]


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        (ReplyWindow(DAY), [None, None, After.NOTHING, After.NOTHING, After.NOTHING]),
        (ReplyWindow(DAY, After.TEMPLATE), [None, None, After.TEMPLATE, After.TEMPLATE, After.TEMPLATE]),
        (ReplyWindow(DAY, After.HUMAN, WEEK), [None, None, After.HUMAN, After.HUMAN, After.NOTHING]),
    ],
)
def test_a_window_opens_with_the_customers_last_message(rule, allowed):
    window = window_of(rule, NOON)
    assert window is not None
    assert window.open_until == NOON + DAY
    assert [window.allowed_at(NOON + later) for later in MOMENTS] == allowed


def test_without_a_rule_or_a_message_there_is_no_open_window():
    assert window_of(None, NOON) is None
    for after, then in ((After.TEMPLATE, After.TEMPLATE), (After.HUMAN, After.NOTHING), (After.NOTHING, After.NOTHING)):
        window = window_of(ReplyWindow(DAY, after, WEEK if after is After.HUMAN else None), None)
        assert window is not None
        assert window.allowed_at(NOON) == then
