"""The OpenAPI document. That answers agree with it is held by `tests.api.client`, in every test of the API."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from conversations.enums import Floor
from handoffdesk.api.schema import document
from handoffdesk.api.shapes import schema_of
from tests.access.rows import ROWS
from tests.api.cast import Cast


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def test_anybody_may_read_it(cast: Cast):
    answers = [cast.caller(actor).get("schema/") for actor in ("anonymous", "agent")]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].json == answers[1].json
    assert answers[0].json["openapi"].startswith("3.1")


def test_each_call_is_in_it(cast: Cast):
    assert len(operations()) == len(ROWS)


@pytest.mark.parametrize(("name", "operation"), operations(), ids=lambda value: value if isinstance(value, str) else "")
def test_each_call_is_described(name: str, operation: dict[str, Any]):
    assert len(operation["description"]) > 10
    assert operation["tags"] != [""]
    assert "401" in operation["responses"]
    assert ("404" in operation["responses"]) == ("{" in name)
    assert operation["security"]


def test_names_are_unique():
    names = [operation["operationId"] for _name, operation in operations()]
    assert len(set(names)) == len(names)


def test_each_component_is_a_schema():
    components = document()["components"]["schemas"]
    assert {"ConversationRow", "Detail", "Handoff", "Person", "Team", "Error", "MessageItem"} <= set(components)
    for schema in components.values():
        Draft202012Validator.check_schema(schema)


def test_an_answer_with_a_field_too_many_or_too_few_is_noticed():
    whole = {"$ref": "#/components/schemas/Team", "components": document()["components"]}
    team = {"id": 1, "name": "Support", "slug": "support"}
    validator = Draft202012Validator(whole)
    assert validator.is_valid(team)
    assert not validator.is_valid(team | {"secret": 1})
    assert not validator.is_valid({"id": 1, "name": "Support"})
    assert not validator.is_valid(team | {"id": "1"})


class Sample(TypedDict):
    """A sample."""

    floor: Annotated[str, Floor]
    maybe: NotRequired[int | None]
    kind: Literal["a", "b"]
    any: dict[str, Any]


def test_hints_become_schemas():
    made: dict[str, Any] = {}

    def register(name: str, _hint: Any, build: Any) -> dict[str, Any]:
        made[name] = build()
        return {"$ref": name}

    assert schema_of(list[Sample], register) == {"type": "array", "items": {"$ref": "Sample"}}
    assert made["Sample"] == {
        "type": "object",
        "description": "A sample.",
        "properties": {
            "floor": {"type": "string", "enum": ["ai", "queue", "human", "nobody"]},
            "maybe": {"oneOf": [{"type": "integer"}, {"type": "null"}]},
            "kind": {"type": "string", "enum": ["a", "b"]},
            "any": {"type": "object", "additionalProperties": {}},
        },
        "required": ["any", "floor", "kind"],
        "additionalProperties": False,
    }
    with pytest.raises(TypeError):
        schema_of(set[int], register)
