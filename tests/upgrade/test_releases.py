"""Data that each release wrote is brought up to this version, and the desk goes on with it."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tools.release_data import ROOT, STORED, environment_of

RELEASES = sorted({path.name.split(".s", 1)[0] for path in STORED.iterdir()})


def test_this_release_and_those_before_it_are_stored_for_both_databases() -> None:
    names = {path.name for path in STORED.iterdir()}
    assert names == {f"{release}.{kind}.gz" for release in RELEASES for kind in ("sqlite3", "sql")}
    assert "0.1.0" in RELEASES


@pytest.fixture
def restored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a desk with a release's data, on the database of this suite."""
    if connection.vendor == "sqlite":
        (tmp_path / "handoffdesk.sqlite3").write_bytes(stored(f"{request.param}.sqlite3.gz"))
        yield environment_of(tmp_path)
        return
    own = connection.settings_dict
    name = f"{own['NAME']}_upgrade"
    server = f"postgres://{quote(own['USER'])}:{quote(own['PASSWORD'])}@{own['HOST']}:{own['PORT']}/"
    with psycopg.connect(server + "postgres", autocommit=True) as maker:
        maker.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        maker.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with psycopg.connect(server + name) as fresh:
                fresh.execute(stored(f"{request.param}.sql.gz"))
            yield environment_of(tmp_path, server + name)
        finally:
            maker.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def stored(name: str) -> bytes:
    """The bytes of a stored file."""
    return gzip.decompress((STORED / name).read_bytes())


def python(*arguments: str, environment: dict[str, str]) -> str:
    """What this version's Python prints with these arguments; its errors fail the test."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("restored", "release"), [(name, name) for name in RELEASES], indirect=["restored"])
def test_a_stored_desk_is_upgraded_and_goes_on(restored, release) -> None:
    environment = restored | {"DJANGO_SETTINGS_MODULE": "handoffdesk.settings", "PYTHONPATH": str(ROOT)}
    python("manage.py", "migrate", "--verbosity", "0", environment=environment)
    found = json.loads(python("-m", "tests.upgrade.use", environment=environment).splitlines()[-1])
    # Eight past conversations of the demo and the one that was begun now.
    assert (found["complaints"], found["accounts whose secrets are lost"]) == ([], [])
    assert found["the new customer waits for a person"]
    assert found["conversations"] == 9
    assert found["people"] >= 4
    assert found["messages"] > 20
    assert found["handoffs"] >= 2
