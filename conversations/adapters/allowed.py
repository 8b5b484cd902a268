"""What a channel cannot send, by its declaration: every adapter asks this before it sends."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from conversations.adapters.base import Problem, SendRefused
from conversations.adapters.declaration import Channel
from conversations.adapters.outgoing import Outgoing, OutgoingMedia


def refusal_of(channel: Channel, message: Outgoing) -> SendRefused | None:
    """Return why the channel cannot carry the message, as a permanent refusal, or None when it can."""
    for reason in _reasons(channel, message):
        text = _("%(channel)s: %(reason)s") % {"channel": channel.label, "reason": reason}
        return SendRefused(text, Problem.MESSAGE)
    return None


def _reasons(channel: Channel, message: Outgoing) -> Iterator[str]:
    can = channel.capabilities
    parts = (message.media, message.template, message.buttons, message.choices, message.reaction)
    if sum(map(bool, parts)) > 1:
        yield _("Files, templates, choices and reactions are sent one at a time.")
    if not channel.text_limit.holds(message.body):
        yield _("The text is too long.")
    if message.reply_to and not can.quote:
        yield _("A message cannot be quoted.")
    if message.template and not can.templates:
        yield _("There are no templates.")
    if message.reaction and not can.reaction:
        yield _("There are no reactions.")
    yield from _reasons_of_media(channel, message.media)
    if len(message.buttons) > can.buttons:
        yield _("A message takes %(most)d buttons at most.") % {"most": can.buttons}
    if message.choices and len(message.choices.rows) > can.list_rows:
        yield _("A list takes %(most)d rows at most.") % {"most": can.list_rows}


def _reasons_of_media(channel: Channel, media: OutgoingMedia | None) -> Iterator[str]:
    if media is None:
        return
    if media.kind not in channel.capabilities.media:
        yield _("Files of the kind “%(kind)s” cannot be sent.") % {"kind": media.kind}
    if not (media.media_id or media.link) or media.travel not in channel.capabilities.media_travel:
        yield _("The file cannot be handed over in this way.")
