"""The browser for the end-to-end suite: Debian's Chromium, or another one that is installed."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str | None:
    """Return the path of a Chromium; TEST_CHROMIUM names one explicitly."""
    named = os.environ.get("TEST_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)
