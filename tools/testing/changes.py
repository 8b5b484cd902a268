"""What has changed in the checkout."""

import subprocess
from pathlib import Path

from tools.testing.suites import ROOT


def since(commit: str, *, root: Path = ROOT) -> list[str] | None:
    """Return the files that differ from this commit, committed or not; None where git cannot tell."""
    command = ["git", "diff", "--name-only", "--end-of-options", commit]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.splitlines() if done.returncode == 0 else None
