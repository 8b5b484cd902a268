"""No page or script names a channel: the browser gets names and icons from the registry (the rule on Python: rules)."""

from pathlib import Path

from tests.architecture.channel_names import names_of_channels
from tests.architecture.sources import ROOT, listed, pages
from tests.architecture.test_pages import COMMENT

# The window of the channel whose provider is this desk, and what the demo shows.
OWN = ("handoffdesk/static/widget/", "templates/widget/", "templates/demo/")


def named_in(path: Path) -> list[str]:
    text = COMMENT.sub("", path.read_text(encoding="utf-8")) if path.suffix == ".js" else path.read_text()
    return sorted({found.group() for found in names_of_channels().finditer(text)})


def test_no_page_names_a_channel(tmp_path: Path) -> None:
    paths = [(path.relative_to(ROOT).as_posix(), path) for path in pages() if path.suffix != ".txt"]
    found = [f"{name}: {', '.join(named_in(path))}" for name, path in paths if named_in(path)]
    assert not [line for line in found if not line.startswith(OWN)], listed(found)
    script = tmp_path / "a.js"
    script.write_text("// WhatsApp may stand in a comment\nconst NAMES = { whatsapp: 1 };\n")
    assert named_in(script) == ["whatsapp"]
