"""The embedded desk's data directory: private, one desk's own, and with the key that its database was made with."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from handoffdesk import env
from handoffdesk.server import firstrun
from handoffdesk.server.firstrun import DATABASE, DEMO, KEY

PROJECT = Path(__file__).resolve().parents[2]
HOLDER = (
    "import time; from handoffdesk.server import firstrun; firstrun.prepare(); "
    "print('has it', flush=True); time.sleep(60)"
)


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The place of a data directory that is not there yet, without a key in the environment."""
    mask = os.umask(0o022)
    monkeypatch.setenv("HANDOFFDESK_DATA_DIR", str(tmp_path / "new" / "desk"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    yield tmp_path / "new" / "desk"
    os.umask(mask)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def serve(*arguments: str) -> tuple[int, str]:
    """Try to start a desk that is refused before Django loads; return the exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_it_makes_a_private_directory_and_a_private_key_once(directory: Path) -> None:
    assert firstrun.prepare() == directory
    key = (directory / KEY).read_text()
    assert (mode(directory), mode(directory / KEY), len(key) >= 60) == (0o700, 0o600, True)
    firstrun.prepare()
    assert (directory / KEY).read_text() == key


def test_without_a_name_it_is_the_one_that_the_settings_take() -> None:
    assert firstrun.DEFAULT_DIR == PROJECT / "var"


def test_a_key_from_the_environment_is_not_written_down(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "from-the-environment")
    firstrun.prepare()
    assert not (directory / KEY).exists()


def test_a_private_file_is_replaced_whole_and_brings_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "demo" / "demo.json"
    firstrun.write_private(path, "old")
    path.chmod(0o644)
    firstrun.write_private(path, "new")
    assert (path.read_text(), mode(path), mode(path.parent)) == ("new", 0o600, 0o700)
    assert list(path.parent.iterdir()) == [path]


def test_an_open_directory_of_the_desk_is_closed_with_what_is_in_it(directory: Path) -> None:
    directory.mkdir(parents=True)
    for name in (DATABASE, f"{DATABASE}-wal", KEY, DEMO):
        (directory / name).write_text("x")
        (directory / name).chmod(0o644)
    directory.chmod(0o755)
    firstrun.prepare()
    assert {mode(path) for path in directory.iterdir() if path.is_file()} == {0o600}
    assert mode(directory) == 0o700
    (directory / "later").write_text("")
    assert mode(directory / "later") == 0o600


@pytest.mark.parametrize(("bits", "file"), [(0o1777, ""), (0o777, KEY), (0o755, "letter.txt")])
def test_a_directory_that_others_use_is_refused_and_left_as_it_is(directory: Path, bits: int, file: str) -> None:
    directory.mkdir(parents=True)
    if file:
        (directory / file).write_text("not the desk's")
    directory.chmod(bits)
    with pytest.raises(ImproperlyConfigured, match="other users of this machine may look into"):
        firstrun.prepare()
    assert mode(directory) == bits


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_no_new_key_is_made_beside_a_database_unless_somebody_asks(directory: Path, text: str | None) -> None:
    directory.mkdir(parents=True, mode=0o700)
    (directory / DATABASE).write_text("rows")
    if text is not None:
        (directory / KEY).write_text(text)
    code, said = serve("--no-demo")
    assert (code, said.count("\n"), "Traceback" in said) == (1, 1, False)
    assert "put the file back from your backup" in said
    assert "--new-key" in said
    if text is not None:
        with pytest.raises(ImproperlyConfigured, match="is empty: put it back"):
            env.secret("SECRET_KEY", directory / KEY)
    firstrun.prepare(new_key=True)
    key = (directory / KEY).read_text()
    assert len(key) >= 60
    firstrun.prepare(new_key=True)
    assert (directory / KEY).read_text() == key


def test_an_empty_key_without_a_database_is_made_anew(directory: Path) -> None:
    directory.mkdir(parents=True, mode=0o700)
    (directory / KEY).touch()
    firstrun.prepare()
    assert (directory / KEY).read_text()


@pytest.mark.parametrize("place", ["/proc/handoffdesk", "file/desk"])
def test_a_directory_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HANDOFFDESK_DATA_DIR", str(tmp_path / place))
    code, said = serve()
    assert (code, said.count("\n"), "Traceback" in said) == (1, 1, False), said
    assert "cannot be used" in said
    assert "HANDOFFDESK_DATA_DIR" in said


def test_a_second_desk_on_the_directory_is_refused_until_the_first_has_ended_even_by_kill_9(directory: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLDER], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    assert first.stdout.readline() == "has it\n"
    key = (directory / KEY).read_text()
    code, said = serve()
    assert (code, said.count("\n"), "Traceback" in said) == (1, 1, False), said
    assert f"another desk runs on {directory} (process {first.pid})" in said
    assert (directory / KEY).read_text() == key
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert firstrun.prepare() == directory
