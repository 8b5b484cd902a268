"""Which of these tests can run here."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.stack import nginx
from tools.stack.servers import server_binary

HAS_SERVERS = bool(server_binary("initdb") and shutil.which("redis-server"))
# The suite that is about PostgreSQL and Redis starts the whole set once, behind nginx, and fails where one is missing.
IS_WHOLE = bool(os.environ.get("DATABASE_URL"))
collect_ignore = [
    *([] if HAS_SERVERS or IS_WHOLE else ["test_servers.py"]),
    *([] if IS_WHOLE else ["test_production_set.py"]),
    *([] if nginx.find() or IS_WHOLE else ["test_nginx.py"]),
]


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that the user who runs PostgreSQL may pass through.

    Not one of pytest's own: each session of pytest closes their common parent to other users again.
    """
    with tempfile.TemporaryDirectory(prefix="handoffdesk-stack-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o711)
        yield Path(made)
