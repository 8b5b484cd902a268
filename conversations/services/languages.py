"""The language in which a customer is spoken to: what their browser says, what they write, what a person set."""

from accounts.models import User
from conversations.ai.recognition import PLAINLY, recognise
from conversations.enums import Author, LanguageSource
from conversations.events.talk import LanguageChanged
from conversations.models import Conversation
from conversations.services.thread import Thread


def note_language(conversation: Conversation, *, body: str, locale: str = "") -> None:
    """Keep what a customer's message tells of their language; the caller saves the conversation.

    What a person set stays. Words count more than a browser's setting; a language that was recognised before gives
    way only to a text that is plainly in another one, so a short "ok" turns nothing.
    """
    source = conversation.language_source
    if source == LanguageSource.PERSON:
        return
    found = recognise(body)
    if found.language and (source != LanguageSource.WORDS or found.points >= PLAINLY):
        conversation.language, conversation.language_source = found.language, LanguageSource.WORDS
    elif locale and not conversation.language:
        conversation.language, conversation.language_source = locale, LanguageSource.LOCALE


def set_language(thread: Thread, *, language: str, user: User) -> None:
    """Make this the customer's language, here and in their later threads; empty: forget it, and recognise it anew.

    Needs the thread's lock. Records `language.changed`.
    """
    conversation, lead = thread.conversation, thread.conversation.lead
    source = LanguageSource.PERSON if language else LanguageSource.UNKNOWN
    if (conversation.language, conversation.language_source) == (language, source):
        return
    before = conversation.language
    conversation.language, conversation.language_source = language, source
    if lead.language != language:
        lead.language = language
        lead.save(update_fields=["language"])
    thread.record(LanguageChanged(from_=before, to=language), actor=Author.AGENT, user=user)
