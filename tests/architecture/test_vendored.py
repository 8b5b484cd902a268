"""What is vendored is what its author published: named, licensed, and unchanged to the byte.

A static folder with a `vendor` folder has vendor/vendor.json: each package's version, licence and integrity, and each
file's package and SHA-256, by its path in the static folder (a sprite made of a package's icons may lie elsewhere).
"""

import hashlib
import json
from pathlib import Path

import pytest

from tests.architecture.sources import FLOORS, ROOT, listed

PACKAGE_KEYS = ("version", "licence", "integrity")
MANIFEST = "vendor/vendor.json"


def static_folders() -> list[Path]:
    """The static folders that hold something vendored."""
    found = [folder for floor in FLOORS for folder in sorted((ROOT / floor).rglob("vendor")) if folder.is_dir()]
    return [folder.parent for folder in found]


def complaints(static: Path) -> list[str]:
    """What is wrong with the vendored files of one static folder."""
    if not (static / MANIFEST).is_file():
        return [f"{static}: has no {MANIFEST}"]
    manifest = json.loads((static / MANIFEST).read_text(encoding="utf-8"))
    packages, files = manifest["packages"], manifest["files"]
    present = {path.relative_to(static).as_posix() for path in (static / "vendor").rglob("*") if path.is_file()}
    lacking = [f"{name}: lacks {key}" for name, entry in packages.items() for key in PACKAGE_KEYS if not entry.get(key)]
    unlicensed = [f"{name}: its licence's text is missing" for name in packages if not has_licence(name, files)]
    strangers = [f"{path}: is not in vendor.json" for path in sorted(present - files.keys() - {MANIFEST})]
    changed = [
        f"{path}: {'its hash is another one' if (static / path).is_file() else 'is not there'}"
        for path, entry in files.items()
        if not (static / path).is_file() or sha256(static / path) != entry["sha256"]
    ]
    orphans = [f"{path}: its package is not named" for path, entry in files.items() if entry["package"] not in packages]
    return [*lacking, *unlicensed, *strangers, *changed, *orphans]


def has_licence(package: str, files: dict[str, dict[str, str]]) -> bool:
    names = [Path(path).name.upper() for path, entry in files.items() if entry["package"] == package]
    return any(name.startswith(("LICENSE", "LICENCE", "COPYING")) for name in names)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_something_is_vendored() -> None:
    assert static_folders() != []


def test_vendored_files_are_unchanged() -> None:
    found = [line for folder in static_folders() for line in complaints(folder)]
    assert not found, listed(found)


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A static folder as it should be."""
    (tmp_path / "vendor" / "lit").mkdir(parents=True)
    files = {"vendor/lit/lit.js": "export const html = 1", "vendor/lit/LICENSE": "BSD-3-Clause"}
    for path, text in files.items():
        (tmp_path / path).write_text(text)
    package = {"version": "1", "licence": "BSD-3-Clause", "integrity": "sha512-x"}
    entries = {path: {"package": "lit", "sha256": sha256(tmp_path / path)} for path in files}
    (tmp_path / MANIFEST).write_text(json.dumps({"packages": {"lit": package}, "files": entries}))
    return tmp_path


def test_a_good_folder_passes(static: Path) -> None:
    assert complaints(static) == []


def test_a_changed_file_is_found(static: Path) -> None:
    (static / "vendor/lit/lit.js").write_text("export const html = 2")
    assert complaints(static) == ["vendor/lit/lit.js: its hash is another one"]


def test_a_stranger_is_found(static: Path) -> None:
    (static / "vendor/other.js").write_text("")
    assert complaints(static) == ["vendor/other.js: is not in vendor.json"]


def test_a_missing_file_is_found(static: Path) -> None:
    (static / "vendor/lit/LICENSE").unlink()
    assert complaints(static) == ["vendor/lit/LICENSE: is not there"]


def test_a_missing_manifest_is_found(static: Path) -> None:
    (static / MANIFEST).unlink()
    assert complaints(static) != []
