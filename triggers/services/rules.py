"""The rules, for everybody else: the published ones that decide, and the draft that becomes them.

The rows of scenarios, phrases and word groups are the draft. A version is a frozen copy of it, with the actions; the
newest one decides.
"""

from triggers.services.compiled import active_ruleset, active_version, consequences_of, damage_of_published
from triggers.services.snapshots import (
    Snapshot,
    compile_snapshot,
    draft_snapshot,
    freeze,
    lexicon_with,
    own_groups,
    scenario_rule,
    snapshot_of,
    thaw,
)
from triggers.services.versions import bring_back, discard_draft, latest_version, publish

__all__ = [
    "Snapshot",
    "active_ruleset",
    "active_version",
    "bring_back",
    "compile_snapshot",
    "consequences_of",
    "damage_of_published",
    "discard_draft",
    "draft_snapshot",
    "freeze",
    "latest_version",
    "lexicon_with",
    "own_groups",
    "publish",
    "scenario_rule",
    "snapshot_of",
    "thaw",
]
