"""The widget's own words, in the reader's language.

`static/widget/texts.js` has the English ones in case these do not load; a test keeps the two alike.
"""

from django.utils.translation import gettext as _


def widget_texts(*, ai_name: str = "") -> dict[str, str]:
    """Return every text of the widget under the key that its script uses; an AI with a name is still called an AI."""
    return {
        "open": _("Open chat"),
        "close": _("Close chat"),
        "title": _("Chat with %(business)s"),
        "conversation": _("Conversation"),
        "write": _("Write a message"),
        "hint": _("Press Enter to send, Shift+Enter for a new line."),
        "send": _("Send"),
        "you": _("You"),
        "ai": _("%(name)s · AI assistant") % {"name": ai_name} if ai_name else _("AI assistant"),
        "support": _("%(name)s · support"),
        "agent": _("Support"),
        "system": _("Automatic message"),
        "person_online": _("A person is online"),
        "nobody_online": _("No one is online right now"),
        "ai_answers": _("You're chatting with an AI. Ask for a person at any time"),
        "waiting": _("Waiting for a person. They can see everything you write."),
        "with_person": _("You're chatting with %(name)s"),
        "person_away": _("%(name)s will reply when they're back"),
        "connecting": _("Connecting …"),
        "offline": _("You're offline. Messages will send when you reconnect."),
        "closed": _("Chat isn't available here."),
        "sending": _("Waiting to send"),
        "sent": _("Sent"),
        "not_sent": _("Not sent"),
        "too_long": _("This message is too long. Please shorten it."),
        "new_messages": _("New messages"),
        "unread": _("%(count)s unread messages"),
        "empty": _("Ask us anything. Your messages will be here when you come back."),
    }
