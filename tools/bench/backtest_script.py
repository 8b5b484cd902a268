"""Fills a desk with judged messages and back-tests a changed draft on them:

    python -m tools.bench.backtest_script MESSAGES KIND

Runs in a desk's environment, whose database it fills. KIND: `words` for a draft with a new word (each side is judged by
itself) or `modes` for one without (both in one pass). Prints one JSON object.
"""

import json
import random
import resource
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - models can be imported only from here on
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Team  # noqa: E402
from conversations.enums import Author, Delivery, Direction, Floor, TurnState  # noqa: E402
from conversations.models import AiTurn, ChannelAccount, Conversation, Lead, Message  # noqa: E402
from conversations.wake import silenced  # noqa: E402
from tools.bench import words  # noqa: E402
from tools.bench.texts import FOR_A_PERSON, question  # noqa: E402
from triggers.models import Backtest, BacktestFinding, Phrase, Scenario  # noqa: E402
from triggers.services.backtests.control import start_backtest, stop_backtest  # noqa: E402

SEED = 20_262
# What a customer says before somebody else takes over or they are content.
TURNS = 5
CHUNK = 2_000
ASKING = 0.03
ANSWER = "Thank you for your question. Delivery takes two to four working days; you find every step in your account."
# Neither is a phrase of the shipped rules, and no rule knows the first word.
NEW = ("xylophone delivery", "pick-up station")
SIGNALS = {"confidence": 0.81, "sentiment": "neutral", "lead_class": "warm", "intent": "delivery"}


def main(message_count: int, kind: str) -> dict[str, Any]:
    """Return seconds and what was found."""
    fill(message_count)
    change(kind)
    with silenced():
        for old in Backtest.objects.all():
            stop_backtest(backtest_id=old.pk)
        backtest = start_backtest(user=None, weeks=4)
    connections.close_all()
    started = time.monotonic()
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backtest", str(backtest.pk)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    backtest.refresh_from_db()
    if backtest.finished_at is None or backtest.started_at is None:
        raise SystemExit(f"It ended {backtest.state}: {backtest.error}")
    replies = BacktestFinding.objects.filter(backtest=backtest, is_reply=True).count()
    return {
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        # With compiling the rules, counting the messages and the summary; without starting Python.
        "judging": (backtest.finished_at - backtest.started_at).total_seconds(),
        "messages": backtest.done,
        "state": backtest.state,
        "findings": backtest.findings.count(),
        "of_replies": replies,
        **backtest.summary["handoffs"],
    }


def fill(count: int) -> None:
    """Add judged messages until there are so many: each with the AI's answer, five to a conversation."""
    there = Message.objects.filter(judged__isnull=False).count()
    chance = random.Random(SEED + there)  # noqa: S311 - the same messages in every run
    prose = words.read_prose()
    texts = words.messages(prose, [FOR_A_PERSON], chance, 400)
    account, team = _account()
    for first in range(there, count, CHUNK):
        _fill_part(account, team, chance, texts, min(CHUNK, count - first))


def _account() -> tuple[ChannelAccount, Team]:
    account = ChannelAccount.objects.select_related("team").first()
    if account is None:
        raise SystemExit("The desk has no channel account.")
    return account, account.team


def _fill_part(account: ChannelAccount, team: Team, chance: random.Random, texts: list[str], count: int) -> None:
    talks = -(-count // TURNS)
    leads = Lead.objects.bulk_create(Lead(name="Bench") for _ in range(talks))
    made = [Conversation(lead=lead, account=account, team=team, floor=Floor.AI, version=4 * TURNS) for lead in leads]
    conversations = Conversation.objects.bulk_create(made)
    messages: list[Message] = []
    turns: list[AiTurn] = []
    now = timezone.now()
    for number in range(count):
        conversation, turn = conversations[number // TURNS], number % TURNS
        at = now - timedelta(minutes=chance.randrange(60 * 24 * 27)) + timedelta(minutes=turn)
        known = {"channel": account.kind, "is_open": True, "unanswered_minutes": 0, "since": 0, "version": 1}
        common = {"conversation": conversation, "account": account, "created_at": at}
        messages += [
            Message(
                version=4 * turn + 1, direction=Direction.INBOUND, author=Author.LEAD,
                body=_said(chance, texts), judged=known, **common,
            ),
            Message(
                version=4 * turn + 3, direction=Direction.OUTBOUND, author=Author.AI, body=ANSWER, floor_token=0,
                delivery=Delivery.DELIVERED, **common,
            ),
        ]  # fmt: skip
        report = {"confidence": 0.81, "judged": {**known, "signals": SIGNALS}}
        turns.append(
            AiTurn(
                conversation=conversation, inbound_version=4 * turn + 1, floor_token=0, state=TurnState.ANSWERED,
                due_at=at, report=report,
            )
        )  # fmt: skip
    Message.objects.bulk_create(messages, batch_size=500)
    AiTurn.objects.bulk_create(turns, batch_size=500)


def _said(chance: random.Random, texts: list[str]) -> str:
    """Return one of 600 questions, sometimes a request for a person, sometimes prose of any length."""
    lot = chance.random()
    if lot < ASKING:
        return FOR_A_PERSON
    return chance.choice(texts) if lot < 0.2 else question(chance.randrange(100_000))


def change(kind: str) -> None:
    """Change the draft as an admin does."""
    scenario = Scenario.objects.get(key="explicit_request")
    if kind == "words":
        for text in NEW:
            Phrase.objects.get_or_create(scenario=scenario, text=text)
    else:
        Phrase.objects.filter(scenario=scenario, text__in=NEW).delete()
        scenario.sensitivity = "strict"
        scenario.save(update_fields=["sensitivity"])


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), sys.argv[2])))
