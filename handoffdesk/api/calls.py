"""What a view takes and gives, declared once: views read their input by it, and the schema is written from it."""

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Input in which an unknown field is an error: a typing mistake is heard of, and nothing can be set by stealth."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown fields, then read the known ones."""
        if isinstance(data, dict) and (unknown := sorted(str(name) for name in set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["Unknown field."] for name in unknown})
        return super().to_internal_value(data)


@dataclass(frozen=True, slots=True)
class Call:
    """One method of a view.

    `answer`: the type hint of its JSON (with `paged`: of one row), None for no body. `conflicts`: it may be a 409.
    """

    answer: Any
    body: type[StrictSerializer] | None = None
    query: type[serializers.Serializer[Any]] | None = None
    status: int = 200
    paged: bool = False
    conflicts: bool = False
