"""Finds every place that changes who may speak. Only one file may: the floor service."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, calls, dotted

FLOOR_SERVICE = "conversations/services/floor.py"
FIELDS = frozenset({"floor", "floor_token"})
WRITES = frozenset({"update", "create", "acreate", "aupdate", "get_or_create", "update_or_create", "bulk_create"})
# An AI turn carries the token that its draft has read; that is a copy, not a change of the floor.
TOKEN_CARRIERS = ("AiTurn",)


def floor_write(source: Source) -> Iterator[str]:
    """Only the floor service assigns floor and floor_token of a conversation."""
    if source.path == FLOOR_SERVICE:
        return
    for node in ast.walk(source.tree):
        if any(writes_attribute(target) for target in targets_of(node)):
            yield source.at(node, f"assigns the floor outside {FLOOR_SERVICE}")
    for call in calls(source):
        if changes_floor(call):
            yield source.at(call, f"writes the floor outside {FLOOR_SERVICE}")


def targets_of(node: ast.AST) -> list[ast.expr]:
    """What a statement assigns to."""
    if isinstance(node, ast.Assign):
        flat = [
            part for target in node.targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        return list(flat)
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return [node.target]
    return []


def writes_attribute(target: ast.expr) -> bool:
    """Whether a target is `something.floor` or `something.floor_token`."""
    return isinstance(target, ast.Attribute) and target.attr in FIELDS


def changes_floor(call: ast.Call) -> bool:
    """Whether a call writes the floor: a queryset write, a constructor, setattr, or a list of fields to save."""
    path = dotted(call.func).split(".")
    if path[0] in TOKEN_CARRIERS:
        return False
    if path[-1] == "setattr":
        return any(isinstance(argument, ast.Constant) and argument.value in FIELDS for argument in call.args)
    if path[-1] in WRITES or path[-1] == "Conversation":
        return any(
            keyword.arg in FIELDS or (keyword.arg == "defaults" and names_floor(keyword.value))
            for keyword in call.keywords
        )
    if path[-1] in {"save", "asave"}:
        return any(keyword.arg == "update_fields" and names_floor(keyword.value) for keyword in call.keywords)
    return path[-1] == "bulk_update" and any(
        names_floor(part) for part in (*call.args, *(k.value for k in call.keywords))
    )


def names_floor(node: ast.AST) -> bool:
    """Whether a literal mentions one of the two fields by name."""
    return any(isinstance(part, ast.Constant) and part.value in FIELDS for part in ast.walk(node))
