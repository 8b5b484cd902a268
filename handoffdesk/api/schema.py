"""The OpenAPI document, written from each view's declared calls."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentIdentity, ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from handoffdesk.api.calls import Call
from handoffdesk.api.errors import ErrorPayload
from handoffdesk.api.shapes import Schema, schema_of

PATH_KEY = re.compile(r"{(\w+)}")
CAMEL = re.compile(r"(?<!^)(?=[A-Z])")


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the schema describes the key."""

    target_class = "handoffdesk.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "hd_..."}


class DeskSchema(AutoSchema):
    """Reads a view's `calls`, `section` and docstrings."""

    @property
    def call(self) -> Call:
        """Return the call that this operation describes."""
        calls: dict[str, Call] = vars(type(self.view))["calls"]
        return calls[self.method]

    def get_operation_id(self) -> str:
        """Return method and view, for example get_conversation_list."""
        return f"{self.method}_{CAMEL.sub('_', type(self.view).__name__)}".lower()

    def get_tags(self) -> list[str]:
        """Return the view's section."""
        return [getattr(self.view, "section", "")]

    def get_description(self, path: str = "", method: str = "") -> str:
        """Return the docstring of the method, else of the view."""
        handler = getattr(self.view, self.method.lower())
        return " ".join((handler.__doc__ or type(self.view).__doc__ or "").split())

    def get_override_parameters(self) -> list[Any]:
        """Return the keys in the path and the declared query."""
        keys = [OpenApiParameter(name, UUID, OpenApiParameter.PATH) for name in PATH_KEY.findall(self.path)]
        return [*keys, self.call.query] if self.call.query else keys

    def get_request_serializer(self) -> Any:
        """Return the declared body."""
        return self.call.body

    def get_response_serializers(self) -> Any:
        """Return the declared answer and the refusals that can come."""
        error = schema_of(ErrorPayload, self._register)
        refusals = {401: "Not authenticated.", 403: "Not allowed: a read-only key, or a missing CSRF token."}
        if self.call.body or self.call.query:
            refusals[400] = "The request is invalid. `fields` says what to fix."
        if self.call.body:
            refusals |= {413: "The body is too large.", 415: "The body is not JSON."}
        if "{" in self.path:
            refusals[404] = "Not found, or you don't have access."
        if self.call.conflicts:
            refusals[409] = "Someone else got there first, or the state has changed."
        answers = {self.call.status: OpenApiResponse(self._answer(), description="Done.")}
        return answers | {code: OpenApiResponse(error, description=text) for code, text in sorted(refusals.items())}

    def _answer(self) -> Schema | None:
        if self.call.answer is None:
            return None
        schema = schema_of(self.call.answer, self._register)
        return _page_of(schema) if self.call.paged else schema

    def _register(self, name: str, hint: Any, build: Callable[[], Schema]) -> Schema:
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, object=ComponentIdentity(hint))
        if component not in self.registry:
            component.schema = build()
            self.registry.register_on_missing(component)
        return dict(component.ref)

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False


def _page_of(row: Schema) -> Schema:
    link = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "properties": {"next": link, "previous": link, "results": {"type": "array", "items": row}},
        "required": ["next", "previous", "results"],
        "additionalProperties": False,
    }


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the OpenAPI document, made once in a process."""
    with translation.override("en"):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


class SchemaView(APIView):
    """The OpenAPI 3.1 document of this API. It holds no data, so it is readable without a log-in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = None

    def get(self, request: Request) -> Response:
        """Return the document as JSON."""
        return Response(document(), headers={"Cache-Control": "private, no-store"})
