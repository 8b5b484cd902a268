"""A channel stands in its own package, in the registry's line and in the demo; everything else reads the registry."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from conversations.adapters.registry import CHANNELS
from tests.architecture.sources import Source, imports

# The registry, what the demo shows, and the channel whose provider is this desk: its door is the widget.
MAY_NAME = ("conversations/adapters/registry.py", "handoffdesk/demo/")
MAY_IMPORT = (*MAY_NAME, "handoffdesk/widget/")
PACKAGE = "conversations.adapters."


@cache
def names_of_channels() -> re.Pattern[str]:
    """Return what finds the key or the English name of any channel as a word, in any case."""
    names = {name for key, channel in CHANNELS.items() for name in (key, str(channel.label))}
    return re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, sorted(names)))})(?![a-z])", re.IGNORECASE)


def channel_name(source: Source) -> Iterator[str]:
    """No text in the code names a channel, and nobody imports one's package."""
    in_package = any(source.path.startswith(f"conversations/adapters/{key}/") for key in CHANNELS)
    if in_package or source.path.startswith(MAY_NAME):
        return
    described = {id(part) for node in ast.walk(source.tree) for part in _docstring(node)}
    for node in ast.walk(source.tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described
        if is_text and (found := names_of_channels().search(node.value)):  # type: ignore[attr-defined]
            yield source.at(node, f"“{found.group()}” names a channel; ask the registry")
    if source.path.startswith(MAY_IMPORT):
        return
    for node, name in imports(source):
        if any(name.startswith(f"{PACKAGE}{key}.") for key in CHANNELS):
            yield source.at(node, f"{name} belongs to one channel; ask the registry")


def _docstring(node: ast.AST) -> list[ast.Constant]:
    body = getattr(node, "body", None)
    first = body[0] if isinstance(body, list) and body else None
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return [first.value] if is_text else []  # type: ignore[union-attr]
