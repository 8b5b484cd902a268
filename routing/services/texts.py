"""Installing the shipped acknowledgements."""

from collections.abc import Iterable

from routing.models import AcknowledgementTemplate
from triggers.presets import PresetText, load_preset


def missing_texts(texts: Iterable[PresetText]) -> list[PresetText]:
    """Return those whose key, language and hours have no text for all brands on this desk, whoever wrote it."""
    there = set(AcknowledgementTemplate.objects.filter(brand=None).values_list("key", "language", "hours"))
    return [text for text in texts if (text.key, text.language, text.hours) not in there]


def install_acknowledgements(texts: Iterable[PresetText] | None = None) -> int:
    """Create the texts that are not there yet (by default the general ones); return how many.

    What has been edited is never overwritten.
    """
    missing = missing_texts(load_preset().texts if texts is None else texts)
    rows = [
        AcknowledgementTemplate(key=text.key, language=text.language, hours=text.hours, text=text.text)
        for text in missing
    ]
    AcknowledgementTemplate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
