"""Make `.venv` and install the hashed locks into it, once per lock.

Runs under the system's python3, whatever its age: nothing here is newer than Python 3.6 until the version is checked.
A stamp with the lock's hash inside `.venv` makes the second call instant, and a changed lock installs again.

    python3 tools/bootstrap.py          the product
    python3 tools/bootstrap.py --dev    the product and what building and testing it needs
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNTIME_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
WEB_LOCK = ROOT / "package-lock.json"


def main() -> int:
    """Bring `.venv` up to the locks; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leaving this way takes a running pip along
    if sys.version_info < OLDEST:
        return continue_with_newer_python()
    make_venv()
    locks = [RUNTIME_LOCK, DEV_LOCK] if "--dev" in sys.argv[1:] else [RUNTIME_LOCK]
    missing = [lock for lock in locks if not is_installed(lock)]
    code = install(missing) if missing else 0
    return install_web() if code == 0 and "--dev" in sys.argv[1:] and not is_installed(WEB_LOCK) else code


def continue_with_newer_python() -> int:
    """Hand over to a newer python3.x on the path, else say what is missing."""
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer and starts(newer):
            return subprocess.call([newer, *sys.argv])
    sys.stderr.write(
        f"Handoff Desk needs Python {OLDEST[0]}.{OLDEST[1]} or newer; {sys.executable} is {sys.version.split()[0]}.\n"
        "Install it (Debian: apt-get install python3 python3-venv) or name one: make PYTHON=/path/to/python3.11 setup\n"
    )
    return 1


def starts(python: str) -> bool:
    """Tell whether this interpreter runs and is new enough: version managers put names on the path that do not."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    return subprocess.call([python, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    """Create `.venv` when it is absent, or its interpreter has gone since.

    Raises:
        SystemExit: this Python cannot make one.
    """
    if has_pip(VENV_PYTHON):
        return
    say("making .venv with Python " + sys.version.split()[0])
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise SystemExit("This Python cannot make a virtual environment. On Debian: apt-get install python3-venv")


def has_pip(python: Path) -> bool:
    """Tell whether this interpreter starts, is new enough and has pip."""
    if not python.exists():
        return False
    question = f"import importlib.util as u, sys; sys.exit(u.find_spec('pip') is None or sys.version_info < {OLDEST})"
    return subprocess.call([str(python), "-c", question], stderr=subprocess.DEVNULL) == 0


def stamp_of(lock: Path) -> Path:
    """Return the file that remembers which state of the lock is installed."""
    return lock.with_name(VENV.name) / f".installed-{lock.stem}"


def is_installed(lock: Path) -> bool:
    """Tell whether exactly this lock was installed to the end."""
    stamp = stamp_of(lock)
    return stamp.is_file() and stamp.read_text() == hash_of(lock)


def hash_of(lock: Path) -> str:
    """Return the SHA-256 of a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def install(locks: "list[Path]", python: Path = VENV_PYTHON) -> int:
    """Install the locks with pip, every file checked against its hash; stamp each that succeeded."""
    for lock in locks:
        say("installing " + lock.name)
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
        code = subprocess.call([str(python), "-m", "pip", "install", *options])
        if code != 0:
            sys.stderr.write(f"Installing {lock.name} failed; nothing was marked as done. Try `make setup` again.\n")
            return code
        stamp_of(lock).write_text(hash_of(lock))
    return 0


def install_web() -> int:
    """Install what checks the browser code, with the npm that the development lock brought; stamp it."""
    say("installing " + WEB_LOCK.name)
    code = subprocess.call([str(VENV_PYTHON), "-m", "tools.web", "install"], cwd=str(ROOT))
    if code == 0:
        stamp_of(WEB_LOCK).write_text(hash_of(WEB_LOCK))
    return code


def say(sentence: str) -> None:
    """Print one line of progress."""
    sys.stdout.write(f"setup: {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
