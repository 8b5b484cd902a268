"""Store the data of this release, from which every later one must upgrade: `python -m tools.release_data`.

A demo is seeded into an empty data directory and into an empty database of PostgreSQL; both are kept under
tests/upgrade/ by the release's name. A release that was published is never stored again.
"""

import gzip
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "tests" / "upgrade" / "stored"
#: Sealed secrets of the stored data open with this key. It protects nothing.
SECRET_KEY = "key-of-the-stored-releases-which-protects-nothing-0123456789"  # noqa: S105 - the same
CONVERSATIONS = "8"
DATABASE = "handoffdesk_release_data"
SERVER = "postgresql://postgres@127.0.0.1:5432/"


def environment_of(directory: Path, database: str = "") -> dict[str, str]:
    """Return the environment of a desk with this data directory, and this database where it is not the embedded one."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    own = {"HANDOFFDESK_DATA_DIR": str(directory), "SECRET_KEY": SECRET_KEY}
    return kept | own | ({"DATABASE_URL": database} if database else {})


def seed(environment: dict[str, str]) -> None:
    """Make the tables and a small demo."""
    for command in (["migrate", "--verbosity", "0"], ["seed_demo", "--conversations", CONVERSATIONS]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def store_sqlite(version: str) -> None:
    """Keep the file of an embedded desk."""
    with TemporaryDirectory() as place:
        seed(environment_of(Path(place)))
        file = Path(place) / "handoffdesk.sqlite3"
        subprocess.run([sys.executable, "-c", COMPACT, file], check=True)
        _keep(f"{version}.sqlite3.gz", file.read_bytes())


COMPACT = (
    "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None); "
    "file.execute('PRAGMA wal_checkpoint(TRUNCATE)'); "
    "file.execute('PRAGMA journal_mode=DELETE'); file.execute('VACUUM')"
)


def store_postgresql(version: str) -> None:
    """Keep the database of a production desk, as statements."""
    with psycopg.connect(SERVER + "postgres", autocommit=True) as server, TemporaryDirectory() as place:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(DATABASE)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        try:
            seed(environment_of(Path(place), SERVER + DATABASE))
            dumped = subprocess.run(
                ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=200", SERVER + DATABASE],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
    # What psql alone understands (\restrict) is no part of the data.
    lines = (line for line in dumped.splitlines() if not line.startswith("\\"))
    _keep(f"{version}.sql.gz", "\n".join(lines).encode())


def _keep(name: str, content: bytes) -> None:
    STORED.mkdir(parents=True, exist_ok=True)
    (STORED / name).write_bytes(gzip.compress(content, mtime=0))
    print(f"{name}: {(STORED / name).stat().st_size // 1024} KB")


def main() -> None:
    """Store both under the version that runs; refuse to replace one."""
    version = subprocess.run(
        [sys.executable, "-c", "import handoffdesk; print(handoffdesk.__version__)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    if list(STORED.glob(f"{version}.*")):
        raise SystemExit(f"The data of {version} is stored already. Raise the version, or remove it by hand.")
    store_sqlite(version)
    store_postgresql(version)


if __name__ == "__main__":
    main()
