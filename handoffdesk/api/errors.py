"""One shape for every refusal: {"error": {"code", "message", "fields"?, "holder"?, "may"?, "team"?, "at"?}}."""

from collections.abc import Iterator, Mapping
from typing import Any, NotRequired, TypedDict

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.response import Response

from routing.errors import Conflict, Moved, NotVisible, Refused
from routing.payloads.moments import Moment, at


class ErrorBody(TypedDict):
    """`code` is for machines, `message` for people; `fields`: what is wrong where; `holder`: who was faster.

    `may`: the acts that are still possible. With code `moved`: the `team` and person (or "") that have it since `at`.
    """

    code: str
    message: str
    fields: NotRequired[dict[str, list[str]]]
    holder: NotRequired[str]
    may: NotRequired[list[str]]
    team: NotRequired[str]
    at: NotRequired[Moment]


class ErrorPayload(TypedDict):
    """A refusal."""

    error: ErrorBody


CODES = {
    status.HTTP_400_BAD_REQUEST: "invalid",
    status.HTTP_401_UNAUTHORIZED: "not_authenticated",
    status.HTTP_403_FORBIDDEN: "forbidden",
    status.HTTP_404_NOT_FOUND: "not_found",
    status.HTTP_405_METHOD_NOT_ALLOWED: "method_not_allowed",
    status.HTTP_406_NOT_ACCEPTABLE: "not_acceptable",
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    status.HTTP_429_TOO_MANY_REQUESTS: "too_many_requests",
}


def handle_exception(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to a refusal, or None for a fault of ours (Django logs it and answers 500).

    What the user may not see is answered exactly as what does not exist, unless they had it before.
    """
    match exc:
        case NotVisible() | Http404() | NotFound():
            return _answer_missing(exc)
        case Conflict():
            return answer(status.HTTP_409_CONFLICT, exc.code, str(exc), **_who_and_what(exc))
        case RequestDataTooBig():
            return answer(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large", _("The request is too large."))
        case Refused():
            return answer(status.HTTP_400_BAD_REQUEST, "refused", str(exc))
        case DjangoPermissionDenied():
            return handle_exception(PermissionDenied(), context)
        case ValidationError():
            return answer(exc.status_code, "invalid", _("Some values are invalid."), fields=_fields(exc.detail))
        case APIException():
            return _answer_framework(exc)
    return None


def answer(status_code: int, code: str, message: str, **more: Any) -> Response:
    """Return a refusal in the one shape; `more` are the further fields of `ErrorBody`."""
    return Response({"error": {"code": code, "message": message, **more}}, status=status_code)


def _answer_missing(exc: Exception) -> Response:
    if isinstance(exc, Moved):
        where = {"team": exc.team_name, "holder": exc.holder_name, "at": at(exc.at)}
        return answer(status.HTTP_404_NOT_FOUND, "moved", str(exc), **where)
    return answer(status.HTTP_404_NOT_FOUND, "not_found", _("Not found, or you don't have access."))


def _who_and_what(exc: Conflict) -> dict[str, Any]:
    """Return who has it and what is still possible, where that is known."""
    holder = {"holder": exc.holder_name} if exc.holder_name else {}
    return {**holder, "may": list(exc.may)} if exc.may else holder


def _answer_framework(exc: APIException) -> Response:
    response = answer(exc.status_code, CODES.get(exc.status_code, "error"), " ".join(_texts(exc.detail)))
    challenge, wait = getattr(exc, "auth_header", None), getattr(exc, "wait", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    if wait:
        response["Retry-After"] = str(int(wait) + 1)
    return response


def _fields(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {str(name): list(_texts(found)) for name, found in detail.items()}
    return {"body": list(_texts(detail))}


def _texts(detail: Any) -> Iterator[str]:
    """Yield every sentence of a nested error."""
    if isinstance(detail, Mapping):
        detail = list(detail.values())
    if not isinstance(detail, list | tuple):
        yield str(detail)
        return
    for part in detail:
        yield from _texts(part)
