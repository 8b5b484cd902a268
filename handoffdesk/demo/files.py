"""The file that tells a newcomer (and tests) how to get in."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from handoffdesk.server.firstrun import write_private


def demo_file() -> Path:
    """Return where the demo's passwords, keys and secrets are written, readable by their owner only."""
    return Path(settings.DATA_DIR) / "demo.json"


def write_demo(content: dict[str, Any]) -> None:
    """Write the file with mode 0600, whole or not at all."""
    write_private(demo_file(), json.dumps(content, indent=2) + "\n")
