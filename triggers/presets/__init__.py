"""Shipped scenario sets, as data: each folder beside this module with a `preset.toml` is one preset.

The manifest names title, included presets, teams, tags and acknowledgements. A scenario is one TOML file with its
facts, action and phrases; `<key>.<anything>.toml` beside it adds phrases and exclusions, so that no file grows past
reading. A scenario of an included preset is added to, or changed in single fields, by a file of the same key.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from triggers.presets.files import MANIFEST
from triggers.presets.merging import build_preset
from triggers.presets.shapes import (
    LANGUAGES,
    Layer,
    Named,
    Preset,
    PresetAction,
    PresetError,
    PresetLine,
    PresetScenario,
    PresetText,
)

__all__ = [
    "LANGUAGES",
    "Layer",
    "Named",
    "Preset",
    "PresetAction",
    "PresetError",
    "PresetLine",
    "PresetScenario",
    "PresetText",
    "load_preset",
    "preset_names",
]

FOLDER = Path(__file__).parent
GENERAL = "general"


def preset_names() -> tuple[str, ...]:
    """Every shipped preset, by name; the one that all others build on comes first."""
    names = sorted(path.parent.name for path in FOLDER.glob(f"*/{MANIFEST}"))
    return tuple(sorted(names, key=lambda name: name != GENERAL))


@cache
def load_preset(name: str = GENERAL) -> Preset:
    """Read one preset with what it includes.

    Raises KeyError for an unknown name, PresetError for a file that cannot be used.
    """
    if name not in preset_names():
        raise KeyError(name)
    return build_preset(FOLDER / name)
