"""What every test stands on. Sockets to the outside are blocked and time-outs set in pyproject.toml."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings

from tests import environment
from tests.sharing import left_out

environment.prepare()
# Pages are tested with plain file names in both modes; the hashed names need collectstatic (tests/inbox looks at that).
django_settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django_settings.WHITENOISE_USE_FINDERS = True
# Each test client makes its own handler, which would list every static file there is; so a file is looked for when it
# is asked for.
django_settings.WHITENOISE_AUTOREFRESH = True
# Argon2 costs on purpose; a desk that a test starts in a process of its own has it.
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *django_settings.PASSWORD_HASHERS]
django.setup()  # here, so that a conftest further down may import models

# No deadline: two workers share the machine, and a slow example is not a wrong one. pytest-timeout ends a hung one.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), print_blob=True)
settings.register_profile("thorough", settings.get_profile("ci"), max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))

from notifications.realtime import attendance, publisher  # noqa: E402 - models can be imported only from here on
from routing.services import hours  # noqa: E402 - models can be imported only from here on
from triggers.services import compiled  # noqa: E402 - models can be imported only from here on

BROWSER_TESTS = Path(__file__).parent / "e2e"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the browser tests to a process of their own, asked for by path: Playwright clashes with asyncio."""
    asked_for = any("e2e" in argument for argument in config.args)
    return True if collection_path == BROWSER_TESTS and not asked_for else None


def pytest_configure(config: pytest.Config) -> None:
    """Keep the settings' name from xdist workers, which inherit this process's environment.

    With it pytest-django would read the settings there before the worker's own directory and Redis database are set.
    """
    if config.getoption("numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this suite need not run; tests/sharing.py has the rule."""
    foreign = set(left_out(items, connection.vendor))
    if foreign:
        config.hook.pytest_deselected(items=[*foreign])
        items[:] = [item for item in items if item not in foreign]


def pytest_report_header() -> str:
    """Say at the top which of the two modes this run is about."""
    engine = connection.settings_dict["ENGINE"]
    return f"database: {engine}; jobs and cache: {'redis' if django_settings.REDIS_URL else 'in-process'}"


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """Forget what the process remembers between two tests.

    Each cache that lives longer than a request is emptied here, with the reason it exists.
    """
    yield
    cache.clear()  # throttles and heartbeats
    publisher._owed.clear()  # who was not told
    attendance.attendance.reset()  # of whom a sign of life was written
    hours._known.clear()  # a team's number comes again after a rollback, with other hours
    compiled.forget()  # a version number comes again after a rollback, with other rules
