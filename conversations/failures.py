"""What a log line may say of an unexpected error: its type and place, never its text, which may quote a customer."""

import traceback
from pathlib import Path


def describe(error: BaseException) -> dict[str, str]:
    """Return the error's type and the file and line that raised it, for a log line's `extra`."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown"
    return {"error": type(error).__name__, "place": place}
