"""`python -m tools.faults`: run the cases, print the table, write JSON lines; exit code 1 when one is not ok."""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from tools.faults.context import Context
from tools.faults.registry import Case, choose, find_cases
from tools.faults.report import render, table
from tools.faults.result import Result, read_results
from tools.faults.soak import soak

LINES = Path("var/faults.jsonl")
# A quick run shows that the cases work; its figures never stand in the page.
QUICK_LINES = Path("var/faults-quick.jsonl")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; return the exit code."""
    options = parse(arguments)
    if options.render:
        render(options.render, read_results(LINES.read_text(encoding="utf-8")))
        return 0
    found = find_cases()
    if options.list:
        print("\n".join(f"{case.code:<5}{case.title}" for case in found))
        return 0
    # The soak is one more case, but never part of a whole run: it takes as long as one wishes.
    title = f"{options.minutes:g} minutes of chance"
    long = Case("SOAK", title, lambda context: soak(context, minutes=options.minutes))
    chosen = [long] if options.soak else choose(found, options.only)
    results = run_all(chosen, options)
    keep(results, QUICK_LINES if options.quick else LINES, whole=not (options.only or options.soak))
    print("\n" + table(results))
    print("\n" + "\n".join(result.as_json() for result in results))
    return exit_code(results)


def exit_code(results: Sequence[Result]) -> int:
    """Return 0 when there are results and all are ok, else 1."""
    return 0 if results and all(result.ok for result in results) else 1


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults", description=__doc__)
    parser.add_argument("--only", type=lambda text: text.upper().split(","), default=[], help="for example F1,F4")
    parser.add_argument("--quick", action="store_true", help="fewer messages and fewer injections")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats the random choices of a run")
    parser.add_argument("--soak", action="store_true", help="a seeded random sequence of faults under load, alone")
    parser.add_argument("--minutes", type=float, default=20.0, help="how long the soak lasts")
    parser.add_argument("--keep", type=Path, help="work in this empty directory and leave it (logs, databases)")
    parser.add_argument("--list", action="store_true", help="name the cases and end")
    parser.add_argument("--render", type=Path, metavar="PAGE", help=f"write the table of {LINES} into a page and end")
    return parser.parse_args(arguments)


def run_all(cases: Sequence[Case], options: argparse.Namespace) -> list[Result]:
    """Run the cases one after another, each on servers that work and an empty Redis."""
    results: list[Result] = []
    with ExitStack() as stack:
        directory = options.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="handoffdesk-faults-", ignore_cleanup_errors=True))
        )
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o711)  # PostgreSQL runs as another user when we are root, and must pass through
        context = Context(directory, stack, seed=options.seed, quick=options.quick, say=say)
        say(f"seed {options.seed}: {', '.join(case.code for case in cases)}")
        for case in cases:
            context.begin(case.code)
            context.progress(case.title)
            for result in outcomes(case, context):
                context.progress(f"{'ok' if result.ok else 'FAILED'}: {result.as_json()}")
                results.append(result)
    return results


def outcomes(case: Case, context: Context) -> Iterator[Result]:
    """Yield the rows of one case; a case that breaks down is a row that is not ok, and the others still run."""
    try:
        made = case.run(context)
        yield from (made,) if isinstance(made, Result) else made
    except Exception as error:  # noqa: BLE001 - whatever went wrong in a case is that case's result
        traceback.print_exc()
        note = f"{type(error).__name__}: {error}".partition("\n")[0][:300]
        yield Result(case.code, 0, 0, 0, 0, 0, 0, None, ok=False, note=note)


def keep(results: Sequence[Result], lines: Path, *, whole: bool) -> None:
    """Write the JSON lines: a whole run begins the file anew, a part is appended."""
    lines.parent.mkdir(exist_ok=True)
    with lines.open("w" if whole else "a", encoding="utf-8") as file:
        file.writelines(result.as_json() + "\n" for result in results)


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
