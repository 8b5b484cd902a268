"""JSON Schema (2020-12, as OpenAPI 3.1 uses it) from the type hints of what the API gives."""

import types
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from django.db.models import Choices

Schema = dict[str, Any]
Register = Callable[[str, Any, Callable[[], Schema]], Schema]

SCALARS: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_of(hint: Any, register: Register) -> Schema:
    """Return the schema of a hint; each TypedDict becomes a named component, made by `register(name, hint, build)`.

    Raises:
        TypeError: the hint has no JSON form.
    """
    if hint is Any:
        return {}
    if hint in SCALARS:
        return {"type": SCALARS[hint]}
    if hint is None or hint is types.NoneType:
        return {"type": "null"}
    if is_typeddict(hint):
        return register(component_name(hint), hint, lambda: _object(hint, register))
    return _generic(hint, register)


def component_name(hint: Any) -> str:
    """Return the name of a TypedDict's component: HandoffPayload is Handoff."""
    return str(hint.__name__).removesuffix("Payload")


def _generic(hint: Any, register: Register) -> Schema:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return schema_of(parts[0], register) | _note(parts[1])
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin is NotRequired:
        return schema_of(parts[0], register)
    if origin in (Union, types.UnionType):
        return {"oneOf": [schema_of(part, register) for part in parts]}
    if origin is list:
        return {"type": "array", "items": schema_of(parts[0], register)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(parts[1], register)}
    raise TypeError(f"{hint!r} has no JSON form here.")


def _note(note: Any) -> Schema:
    """Return what an annotation adds: the choices of an enum, or the format of a text."""
    if isinstance(note, type) and issubclass(note, StrEnum | Choices):
        return {"enum": [choice.value for choice in note]}
    return {"format": note}


def _object(hint: Any, register: Register) -> Schema:
    hints = get_type_hints(hint, include_extras=True)
    return {
        "type": "object",
        "description": " ".join((hint.__doc__ or "").split()),
        "properties": {name: schema_of(part, register) for name, part in hints.items()},
        "required": sorted(hint.__required_keys__),
        "additionalProperties": False,
    }
