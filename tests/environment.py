"""The environment that the settings read under test: a directory of its own, a key that opens nothing.

Runs before Django loads its settings, in the main process and again in every xdist worker.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

SECRET_KEY = "only-for-tests-7c1f0e5a9d3b4e6f8a2c1d0b9e8f7a6c5d4e3f2a1b0c"
DATA_DIR = "HANDOFFDESK_DATA_DIR"
# Set by the main process for its workers; a developer's own data directory is never used.
TEST_DIR = "HANDOFFDESK_TEST_DIR"
WORKER_REDIS = "TEST_WORKER_REDIS_URLS"
# What an operator or a developer may have exported and a test must not see. DATABASE_URL and REDIS_URL stay: they say
# which databases this run is about.
FOREIGN = (
    "HANDOFFDESK_FAILPOINT", "HANDOFFDESK_UNDER_TEST",
    "AI_CALLS_PER_SERVER", "ALLOWED_HOSTS", "ALLOWED_PRIVATE_CIDRS", "DEFAULT_FROM_EMAIL", "EMAIL_URL",
    "ENCODER", "ENCODER_API_KEY", "ENCODER_DIMENSIONS", "ENCODER_MODEL", "ENCODER_TIMEOUT_SECONDS", "ENCODER_URL",
    "FIELD_ENCRYPTION_KEYS", "SECRET_KEY_FALLBACKS",
    "HTTP_TIMEOUT_SECONDS", "LOG_FORMAT", "LOG_LEVEL", "META_GRAPH_BASE_URL", "METRICS_TOKEN", "PORT",
    "PROMETHEUS_MULTIPROC_DIR", "PUBLIC_BASE_URL", "ROWS_BY_ORM",
    "TIME_ZONE", "WATCHDOG_BACKLOG_SECONDS", "WATCHDOG_UNANSWERED_SECONDS", "WEB_THREADS",
)  # fmt: skip


def prepare() -> None:
    """Set the variables of this process: the same for each run, apart for each worker."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    directory = Path(os.environ.get(TEST_DIR) or make_test_dir()) / worker
    (directory / "static").mkdir(parents=True, exist_ok=True)
    os.environ[DATA_DIR] = str(directory)
    os.environ["SECRET_KEY"] = SECRET_KEY
    os.environ["DJANGO_SETTINGS_MODULE"] = "handoffdesk.settings"
    os.environ["TIME_ZONE"] = os.environ["TZ"] = zone()
    # What a test says of stage two it asks for: the others are about what happens without it.
    os.environ["ENCODER"] = "none"
    # The stand-ins listen on loopback, which production (Redis) does not reach on its own.
    os.environ["ALLOWED_PRIVATE_CIDRS"] = "127.0.0.0/8,::1/128"
    take_own_redis(worker)


def zone() -> str:
    """Return the zone of this run, of the machine and of the desk: TZ where it names one, else UTC."""
    named = os.environ.get("TZ", "")
    try:
        return ZoneInfo(named).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def make_test_dir() -> str:
    """Make the directory of this run, removed when the main process ends, and tell the workers of it."""
    directory = tempfile.mkdtemp(prefix="handoffdesk-tests-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    os.environ[TEST_DIR] = directory
    return directory


def take_own_redis(worker: str) -> None:
    """Give worker gw0, gw1, ... its own numbered Redis database, where the run offers several."""
    urls = [url for url in os.environ.get(WORKER_REDIS, "").split(",") if url]
    if urls and worker.startswith("gw"):
        os.environ["REDIS_URL"] = urls[int(worker.removeprefix("gw")) % len(urls)]
