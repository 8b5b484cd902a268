"""Installing the shipped acknowledgements."""

import tomllib
from pathlib import Path

from routing.models import AcknowledgementTemplate

SHIPPED = Path(__file__).parent.parent / "acknowledgements.toml"


def install_acknowledgements() -> int:
    """Create the shipped texts that are not there yet; return how many. What has been edited is never overwritten."""
    texts = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    rows = [
        AcknowledgementTemplate(key=key, language=language, hours=hours, text=text)
        for key, languages in texts.items()
        for language, by_hours in languages.items()
        for hours, text in by_hours.items()
    ]
    before = AcknowledgementTemplate.objects.count()
    AcknowledgementTemplate.objects.bulk_create(rows, ignore_conflicts=True)
    return AcknowledgementTemplate.objects.count() - before
