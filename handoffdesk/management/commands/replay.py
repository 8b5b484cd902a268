"""`manage.py replay FILE`: real messages through the front door."""

import gzip
import json
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handoffdesk.demo.files import demo_file
from handoffdesk.demo.replay import CHANNEL, Poster, Target, post_all, report, wait_until_settled


class Command(BaseCommand):
    """Posts the texts of a JSONL file as signed webhooks to a running desk and prints what became of them as JSON."""

    help = (
        "Post texts as signed webhooks to a running desk; prints sent, stored, answered, handed off, lost, duplicated."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the target and how hard to post."""
        parser.add_argument("file", type=Path, help='JSONL or JSONL.gz with a "text" in each row')
        parser.add_argument("--url", default="", help="base URL of the running desk (default: the one in demo.json)")
        parser.add_argument("--channel", default=CHANNEL, choices=[CHANNEL])
        parser.add_argument("--concurrency", type=int, default=8)
        parser.add_argument("--limit", type=int, default=0, help="only the first N rows (default: all)")
        parser.add_argument(
            "--repeat", type=float, default=0.05, help="share of deliveries posted twice (default: %(default)s)"
        )
        parser.add_argument(
            "--keep-trying", type=float, default=0, help="seconds to repeat a post that got no 200 (default: 0)"
        )
        parser.add_argument(
            "--patience", type=float, default=300, help="seconds to wait for answers (default: %(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Post, wait until everything is settled, and report."""
        texts = read_texts(options["file"], limit=options["limit"])
        run = secrets.token_hex(4)
        poster = Poster(find_target(options["url"], options["channel"]), run, keep_trying=options["keep_trying"])
        self.stderr.write(f"run {run}: posting {len(texts)} messages ...")
        posted = post_all(poster, texts, concurrency=options["concurrency"], repeat=options["repeat"])
        self.stderr.write("posted; waiting for answers ...")
        settled = wait_until_settled(run, patience=options["patience"])
        self.stdout.write(json.dumps({"run": run, "settled": settled, **report(run, posted)}, indent=2))


def read_texts(path: Path, *, limit: int = 0) -> list[str]:
    """Return the texts of a JSONL file, plain or gzipped, in order.

    Raises:
        CommandError: the file is missing or a row has no text.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"Cannot read texts from {path}: {error}") from error
    return texts[:limit] if limit else texts


def find_target(url: str, channel: str) -> Target:
    """Return the demo's account of this channel.

    Raises:
        CommandError: there is no demo.json, or no such account in it.
    """
    if not demo_file().is_file():
        raise CommandError(f"{demo_file()} is missing: start the desk once with `make run`.")
    demo = json.loads(demo_file().read_text(encoding="utf-8"))
    account = next((row for row in demo["channels"] if row["channel"] == channel), None)
    if account is None:
        raise CommandError(f"The demo has no {channel} account.")
    return Target(url or demo["base_url"], account["webhook_path"], account["app_secret"], account["phone_number_id"])
