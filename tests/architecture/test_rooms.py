"""The doors' floor stays a house of rooms: a new module has a room, or this list says why it stands at the top."""

from pathlib import Path

TOP = Path(__file__).resolve().parents[2] / "handoffdesk"
#: What starts the floor. All else lies in a room, whose package says in one sentence what belongs there.
AT_THE_TOP = {"__init__", "apps", "asgi", "celery", "checks", "env", "settings", "urls", "wsgi"}
WITHOUT_CODE = {"static", "__pycache__", "locale"}


def test_the_top_of_the_doors_holds_only_what_starts_them() -> None:
    assert {path.stem for path in TOP.glob("*.py")} == AT_THE_TOP


def test_each_room_says_what_belongs_there() -> None:
    rooms = [path for path in TOP.iterdir() if path.is_dir() and path.name not in WITHOUT_CODE]
    silent = [room.name for room in rooms if not (room / "__init__.py").read_text(encoding="utf-8").startswith('"""')]
    assert len(rooms) > 8
    assert not silent
