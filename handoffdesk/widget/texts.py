"""The widget's own words, in the reader's language.

`static/widget/texts.js` has the English ones in case these do not load; a test keeps the two alike.
"""

from django.utils.translation import gettext as _


def widget_texts(*, ai_name: str = "") -> dict[str, str]:
    """Return every text of the widget under the key that its script uses; an AI with a name is still called an AI."""
    return {
        "open": _("Open the chat"),
        "close": _("Close the chat"),
        "title": _("Chat with %(business)s"),
        "conversation": _("Conversation"),
        "write": _("Write a message"),
        "hint": _("Enter sends, Shift and Enter makes a new line."),
        "send": _("Send"),
        "you": _("You"),
        "ai": _("%(name)s · AI assistant") % {"name": ai_name} if ai_name else _("AI assistant"),
        "support": _("%(name)s · support"),
        "agent": _("Support"),
        "system": _("Automatic message"),
        "person_online": _("A person is online"),
        "nobody_online": _("Nobody is online right now"),
        "ai_answers": _("An AI is answering; you can ask for a person at any time"),
        "waiting": _("Waiting for a person. They can see everything you write."),
        "with_person": _("You are talking with %(name)s"),
        "person_away": _("%(name)s will answer when they are back"),
        "connecting": _("Connecting …"),
        "offline": _("No connection. What you write is sent as soon as it is back."),
        "closed": _("This chat is not available here."),
        "sending": _("Waiting to be sent"),
        "sent": _("Sent"),
        "not_sent": _("Not sent"),
        "too_long": _("This text is too long to send. Please shorten it."),
        "new_messages": _("New messages"),
        "unread": _("%(count)s unread messages"),
        "empty": _("Ask us anything. Your messages stay here when you come back."),
    }
