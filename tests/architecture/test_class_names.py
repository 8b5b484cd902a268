"""One name, one thing: no two classes of the product share a name."""

import ast
from collections import defaultdict

from tests.architecture.sources import listed, python_sources

#: Django finds a command by its file and wants this name.
SHARED = {"Command", "Migration"}


def test_a_class_name_is_given_once() -> None:
    places = defaultdict(list)
    for source in python_sources():
        for node in source.tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in SHARED:
                places[node.name].append(source.at(node, node.name))
    assert len(places) > 300
    twice = [place for found in places.values() if len(found) > 1 for place in found]
    assert not twice, listed(twice)
