"""What an agent does with a conversation: one call of a service each, answered by the conversation after it."""

from typing import Any
from uuid import UUID

from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from handoffdesk.api.calls import Call
from handoffdesk.api.serializers import (
    HandoffBody,
    LanguageBody,
    NoBody,
    NoteBody,
    ReadBody,
    ReplyBody,
    ResolveBody,
    ResumeBody,
    SnoozeBody,
    TagsBody,
    TransferBody,
)
from handoffdesk.api.views.base import DeskView, read_key
from handoffdesk.api.views.conversations import detail_after_act
from routing.payloads import Detail, MessageItem, message_item
from routing.services import desk


class Act(DeskView):
    """An act whose answer is the conversation's detail."""

    section = "acts"

    def post(self, request: Request, conversation_id: str) -> Response:
        """Do it, and return the conversation as it is now."""
        key = read_key(conversation_id)
        self.act(key, self.body())
        return Response(detail_after_act(self.person, key))

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError


class ClaimAct(Act):
    """Take a waiting conversation. Of two who do so at once, one is told who was faster."""

    calls = {"POST": Call(Detail, body=NoBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.claim(conversation_id=key, user=self.person)


class TakeOverAct(Act):
    """Take the floor from the AI; a manager also from a colleague."""

    calls = {"POST": Call(Detail, body=NoBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.take_over(conversation_id=key, user=self.person)


class Transfer(Act):
    """Pass it to another team or person, who must then claim it."""

    calls = {"POST": Call(Detail, body=TransferBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.transfer(
            conversation_id=key,
            user=self.person,
            team_id=given.get("team"),
            agent_id=given.get("agent"),
            note=given.get("note", ""),
        )


class Resolve(Act):
    """Close the work, with its outcome."""

    calls = {"POST": Call(Detail, body=ResolveBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.resolve(
            conversation_id=key, user=self.person, outcome=given.get("outcome", ""), note=given.get("note", "")
        )


class Snooze(Act):
    """Put it aside until a time, or until the customer writes."""

    calls = {"POST": Call(Detail, body=SnoozeBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.snooze(conversation_id=key, user=self.person, until=given["until"])


class Resume(Act):
    """Hand the floor back to the AI, with one line on what was agreed."""

    calls = {"POST": Call(Detail, body=ResumeBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.resume_ai(conversation_id=key, user=self.person, note=given["note"])


class Reopen(Act):
    """Open a resolved or snoozed conversation again and hold it."""

    calls = {"POST": Call(Detail, body=NoBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.reopen(conversation_id=key, user=self.person)


class OpenHandoff(Act):
    """Put the conversation into the team's queue by hand."""

    calls = {"POST": Call(Detail, body=HandoffBody, conflicts=True)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.open_handoff(conversation_id=key, user=self.person, reason=given["reason"])


class SetLanguage(DeskView):
    """The customer's language."""

    section = "acts"
    calls = {"PUT": Call(Detail, body=LanguageBody)}

    def put(self, request: Request, conversation_id: str) -> Response:
        """Speak to the customer in this language from now on; no recognition changes it again."""
        key, given = read_key(conversation_id), self.body()
        desk.set_language(conversation_id=key, user=self.person, language=given["language"])
        return Response(detail_after_act(self.person, key))


class MarkRead(Act):
    """Note how far I have read."""

    calls = {"POST": Call(Detail, body=ReadBody)}

    def act(self, key: UUID, given: dict[str, Any]) -> None:
        """Call the service."""
        desk.mark_read(conversation_id=key, user=self.person, version=given["version"])


class Reply(DeskView):
    """Answer the customer in the thread; while the AI answers, only with `take_over` (else 409 `ai_is_answering`)."""

    section = "acts"
    calls = {"POST": Call(MessageItem, body=ReplyBody, status=status.HTTP_201_CREATED, conflicts=True)}

    def post(self, request: Request, conversation_id: str) -> Response:
        """Queue the reply and return it; the same `client_ref` again returns the same message."""
        key, given = read_key(conversation_id), self.body()
        message = desk.reply(
            conversation_id=key,
            user=self.person,
            body=given["body"],
            client_ref=given.get("client_ref"),
            take_over=given["take_over"],
            reply_to=given.get("reply_to"),
        )
        return Response(message_item(message), status=status.HTTP_201_CREATED)


class Note(DeskView):
    """Write a private note, which the customer never sees."""

    section = "acts"
    calls = {"POST": Call(MessageItem, body=NoteBody, status=status.HTTP_201_CREATED)}

    def post(self, request: Request, conversation_id: str) -> Response:
        """Write the note and return it."""
        key, given = read_key(conversation_id), self.body()
        message = desk.write_note(conversation_id=key, user=self.person, body=given["body"])
        return Response(message_item(message), status=status.HTTP_201_CREATED)


class ConversationTags(DeskView):
    """The labels of a conversation."""

    section = "acts"
    calls = {"PUT": Call(Detail, body=TagsBody)}

    def put(self, request: Request, conversation_id: str) -> Response:
        """Make these the conversation's tags; unknown keys are left out."""
        key, given = read_key(conversation_id), self.body()
        desk.set_tags(conversation_id=key, user=self.person, slugs=given["slugs"])
        return Response(detail_after_act(self.person, key))
