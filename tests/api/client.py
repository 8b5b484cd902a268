"""A caller of the API. Each answer it gets is held against the published schema, so every test keeps that honest."""

import json
from functools import lru_cache
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from accounts.models import User
from handoffdesk.api.schema import document

ROOT = "/api/v1/"


class Answer:
    """A status, the headers and the JSON of an answer."""

    def __init__(self, response: Any) -> None:
        """Read the response."""
        self.status: int = response.status_code
        self.headers = response.headers
        self.json: Any = response.json() if response.content else None

    @property
    def error(self) -> dict[str, Any]:
        """Return what an answer says is wrong."""
        error: dict[str, Any] = self.json["error"]
        return error

    @property
    def ids(self) -> list[str]:
        """Return the keys of a page's rows."""
        return [row["id"] for row in self.json["results"]]


class Caller:
    """Somebody with a session (`user`), with a key, or a stranger."""

    def __init__(self, user: User | None = None, *, key: str = "") -> None:
        """Log in."""
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}
        if user:
            self.client.force_login(user)

    def get(self, path: str, **params: Any) -> Answer:
        """Read; `path` below /api/v1/, or a whole address."""
        return self.call("GET", path, params=params)

    def post(self, path: str, body: Any = None) -> Answer:
        """Act."""
        return self.call("POST", path, body)

    def call(self, method: str, path: str, body: Any = None, *, params: dict[str, Any] | None = None) -> Answer:
        """Call, and hold the answer against the schema."""
        address = path if path.startswith(("/", "http")) else ROOT + path
        response: Any = self.client.generic(
            method,
            address,
            "" if body is None else body if isinstance(body, str | bytes) else _json(body),
            content_type="application/json",
            headers=self.headers,
            query_params=params or None,
        )
        answer = Answer(response)
        check(response, method, answer)
        return answer


def check(response: Any, method: str, answer: Answer) -> None:
    """Fail when the answer is not what the schema says of this call and status."""
    assert answer.headers["Cache-Control"] == "private, no-store"
    match = response.resolver_match
    if match.url_name in {"missing", "schema"} or answer.status == 405:
        return
    declared = document()["paths"]["/" + match.route.replace("<str:", "{").replace(">", "}")][method.lower()]
    assert str(answer.status) in declared["responses"], f"{method} {match.route}: {answer.status} is not declared"
    content = declared["responses"][str(answer.status)]["content"]["application/json"]["schema"]
    errors = [f"{error.json_path}: {error.message}" for error in validator(_json(content)).iter_errors(answer.json)]
    assert not errors, errors


@lru_cache(maxsize=200)
def validator(schema: str) -> Draft202012Validator:
    """Return the validator of a schema of the document."""
    whole = json.loads(schema) | {"components": document()["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
