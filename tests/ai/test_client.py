"""The library is imported at first use alone."""

import subprocess
import sys

PROGRAM = """
import django, sys
django.setup()
import conversations.ai.agent, conversations.ai.client as client
print("openai" in sys.modules)
thread = client.warm()
daemon = thread.daemon
thread.join()
print(daemon, "openai.resources.chat" in sys.modules)
"""


def test_openai_is_not_imported_at_start_and_warming_imports_it_in_the_background():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.strip().splitlines()[-2:] == ["False", "True True"]
