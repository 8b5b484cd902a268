"""`python -m tools.bench`: measure the lines, print the table, write JSON lines; exit code 1 when a target is missed.

python -m tools.bench                                all lines
python -m tools.bench --only 1,13                    some of them
python -m tools.bench --quick                        small sizes: shows that the lines work, its figures mean little
python -m tools.bench --render docs/performance.md   write the table of the last run into the page
"""

import argparse
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from tools.bench.context import Context
from tools.bench.registry import Line, choose, find_lines
from tools.bench.report import figure, last_line, render, table
from tools.bench.result import Result, Row, read_rows

LINES = Path("var/bench.jsonl")
# A quick run's figures never stand in the page.
QUICK_LINES = Path("var/bench-quick.jsonl")
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; return the exit code. Everything started here is stopped on every way out."""
    options = parse(arguments)
    if options.render:
        render(options.render, read_rows(options.json.read_text(encoding="utf-8")))
        return 0
    found = find_lines()
    if options.list:
        print("\n".join(f"{line.number:<4}{line.title}" for line in found))
        return 0
    signal.signal(signal.SIGTERM, interrupt)
    started = time.monotonic()
    try:
        rows = run_all(choose(found, options.only), options)
    except KeyboardInterrupt:
        print("\nbench: interrupted; what was started is stopped")
        return INTERRUPTED
    print("\n" + "\n".join(row.as_json() for row in rows))
    print(f"\n{table(rows)}\n\n{last_line(rows, time.monotonic() - started)}", flush=True)
    return exit_code(rows, forgiving=options.no_fail)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    text = __doc__ or ""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=text.splitlines()[0])
    parser.add_argument("--only", type=lambda text: text.split(","), default=[], help="for example 1,13")
    parser.add_argument("--quick", action="store_true", help="small sizes and few rounds")
    parser.add_argument("--no-fail", action="store_true", help="exit code 0 also when a target is missed")
    parser.add_argument("--keep", type=Path, help="work in this empty directory and leave it (logs, databases)")
    parser.add_argument("--json", type=Path, help=f"where the JSON lines are (default: {LINES}, quick: {QUICK_LINES})")
    parser.add_argument("--list", action="store_true", help="name the lines and end")
    parser.add_argument("--render", type=Path, metavar="PAGE", help="write the table of the JSON lines into a page")
    options = parser.parse_args(arguments)
    options.json = options.json or (QUICK_LINES if options.quick else LINES)
    return options


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into the way out that Ctrl-C takes.

    Raises:
        KeyboardInterrupt: always.
    """
    raise KeyboardInterrupt


def run_all(lines: Sequence[Line], options: argparse.Namespace) -> list[Row]:
    """Measure the lines one after another; a whole run begins the file of JSON lines anew, a part is appended."""
    rows: list[Row] = []
    options.json.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack, options.json.open("a" if options.only else "w", encoding="utf-8") as file:
        directory = options.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="handoffdesk-bench-", ignore_cleanup_errors=True))
        )
        directory.mkdir(parents=True, exist_ok=True)
        directory.chmod(0o711)  # PostgreSQL runs as another user when we are root, and must pass through
        context = Context(directory, stack, quick=options.quick, say=say)
        warn_if_busy()
        for place, line in enumerate(lines):
            rest = ", ".join(later.number for later in lines[place + 1 :])
            context.begin(line.number)
            context.progress(f"line {line.number}: {line.title} (then: {rest or 'nothing'})")
            for result in outcomes(line, context):
                context.progress(f"  {brief(result)}")
                rows.append(Row(line.number, result))
                print(rows[-1].as_json(), file=file, flush=True)
    return rows


def warn_if_busy() -> None:
    """Say so when others use the machine: then rates and latencies are theirs as much as ours."""
    load, processors = os.getloadavg()[0], os.cpu_count() or 1
    if load > processors / 2:
        say(f"bench: the machine is busy (load {load:.1f} on {processors} processors); only the counts will be right")


def outcomes(line: Line, context: Context) -> Iterator[Result]:
    """Yield the results of one line; a line that breaks down is a missed target, and the others are still measured."""
    try:
        yield from line.measure(context)
    except Exception as error:  # noqa: BLE001 - whatever went wrong in a line is that line's result
        traceback.print_exc()
        words = str(error).strip().splitlines() or [""]
        note = f"{type(error).__name__}: {words[-1]}"[:300]
        yield Result(line.title, 0, "", None, None, "is measured", ok=False, note=note)


def brief(result: Result) -> str:
    """Return a result in one line of progress."""
    raw = "" if result.raw is None else f", raw {figure(result.raw, result.unit)}"
    judged = f" ({result.target}: {'ok' if result.ok else 'MISSED'})" if result.target else ""
    return f"{result.metric}: {figure(result.value, result.unit)}{raw}{judged}"


def exit_code(rows: Sequence[Row], *, forgiving: bool) -> int:
    """Return 1 when nothing was measured or a target was missed, unless that is forgiven."""
    return 0 if forgiving or (rows and all(row.result.ok for row in rows)) else 1


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
