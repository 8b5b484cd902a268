"""What every view of the API shares."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from handoffdesk.api.calls import Call
from handoffdesk.api.pagination import paginate
from handoffdesk.api.parsers import BoundedJSONParser
from handoffdesk.api.permissions import KeyAllows
from handoffdesk.api.schema import DeskSchema

Row = TypeVar("Row", bound=Model)

KEY_LENGTH = 36


class DeskView(APIView):
    """A view that reads its input by its declared `calls`; everything it answers is for this caller only."""

    permission_classes = (IsAuthenticated, KeyAllows)
    parser_classes = (BoundedJSONParser,)
    metadata_class = None
    schema = DeskSchema()
    section: ClassVar[str] = ""
    calls: ClassVar[dict[str, Call]] = {}

    @property
    def person(self) -> User:
        """Return who calls; `IsAuthenticated` has made sure that it is somebody."""
        user = self.request.user
        if not isinstance(user, User):
            raise TypeError("The view was reached without a user.")
        return user

    def body(self) -> dict[str, Any]:
        """Return the checked body.

        Raises:
            ValidationError: it is not what the call takes.
        """
        return _checked(self._call().body, self.request.data)

    def query(self) -> dict[str, Any]:
        """Return the checked query, with its defaults.

        Raises:
            ValidationError: it is not what the call takes.
        """
        # A plain dict: in a form's QueryDict a missing flag would count as false.
        return _checked(self._call().query, self.request.query_params.dict())

    def page(self, rows: QuerySet[Row], order: Sequence[str], build: Callable[[Row], Any]) -> Response:
        """Return one page of rows, each as JSON."""
        page = paginate(self.request, rows, order=order, query=self.query())
        return Response({"next": page.next, "previous": page.previous, "results": [build(row) for row in page.rows]})

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Keep every answer, refusals too, out of every cache."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final["Cache-Control"] = "private, no-store"
        return final

    def _call(self) -> Call:
        return self.calls[self.request.method or ""]


def read_key(text: str) -> UUID:
    """Return a key of the path.

    Raises:
        Http404: it is no UUID; answered like any other missing row.
    """
    try:
        if len(text) == KEY_LENGTH:
            return UUID(text)
    except ValueError:
        pass
    raise Http404


def _checked(serializer_class: type[serializers.Serializer[Any]] | None, given: Any) -> dict[str, Any]:
    if serializer_class is None:
        raise TypeError("This call declares no such input.")
    serializer = serializer_class(data={} if given is None else given)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


class Missing(DeskView):
    """Every other address below /api/v1/."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """Answer any method alike: there is nothing (a stranger was stopped before)."""
        raise Http404
