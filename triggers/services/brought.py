"""The records of what presets brought, so that nothing that a person removed comes back."""

import hashlib
from collections.abc import Mapping
from typing import Any

from triggers.models import InstalledScenario
from triggers.presets import PresetLine

Frozen = Mapping[str, Any]


def digest_line(line: PresetLine) -> str:
    """Return what the record keeps of a phrase: 16 hexadecimal digits."""
    text = f"{line.is_exclusion:d}|{line.language}|{line.text}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def forget_brought(*, before: Mapping[str, Frozen], after: Mapping[str, Frozen]) -> None:
    """Strike what was in the draft before and is not after from the records, so that an installation brings it again.

    Both are frozen scenarios by key. What was not in the draft before, as a person had removed it, stays noted.
    """
    InstalledScenario.objects.filter(scenario_key__in=before.keys() - after.keys()).delete()
    gone = {key: _digests(before[key]) - _digests(after[key]) for key in before.keys() & after.keys()}
    lost = {key: digests for key, digests in gone.items() if digests}
    for row in InstalledScenario.objects.filter(scenario_key__in=lost.keys()):
        kept = [digest for digest in row.phrases if digest not in lost[row.scenario_key]]
        if len(kept) < len(row.phrases):
            row.phrases = kept
            row.save()


def _digests(frozen: Frozen) -> set[str]:
    lines = [PresetLine(text, language, is_exclusion=False) for text, language in frozen["phrases"]]
    lines += [PresetLine(text, language, is_exclusion=True) for text, language in frozen["exclusions"]]
    return {digest_line(line) for line in lines}
