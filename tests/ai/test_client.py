"""The library is imported at first use alone."""

import subprocess
import sys

SETUP = "import django, sys; django.setup(); import conversations.ai.agent, conversations.ai.client as c; "


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", SETUP + code], capture_output=True, text=True, check=True, timeout=100)
    return done.stdout.strip().splitlines()[-1]


def test_openai_is_not_imported_at_start():
    assert run("print('openai' in sys.modules)") == "False"


def test_warming_imports_it_in_the_background():
    assert (
        run("t = c.warm(); daemon = t.daemon; t.join(); print(daemon, 'openai.resources.chat' in sys.modules)")
        == "True True"
    )
