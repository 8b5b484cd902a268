"""Measures the trigger engine in a process of its own:  python -m tools.bench.trigger_script PHRASES MESSAGES

The shipped rules with so many phrases more, spread over their scenarios; prints one JSON object.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.bench import words
from tools.bench.memory import KB_PER_MB, resident_kb
from triggers.engine import decide
from triggers.facts import Facts
from triggers.matching import Ruleset, ScenarioRule, compile_rules
from triggers.matching.tokens import tokenise
from triggers.presets import load_preset

SEED = 20_261


def main(phrase_count: int, message_count: int) -> dict[str, float]:
    """Return processor milliseconds of each decision and of reading the words alone, seconds to compile, MB held."""
    chance = random.Random(SEED)  # noqa: S311 - the same messages in every run
    prose = words.read_prose()
    # Apart from each other: messages cut out of the prose of the phrases would hold dozens of them.
    middle = len(prose) // 2
    known = words.phrases(prose[:middle], chance, phrase_count)
    texts = words.messages(prose[middle:], known, chance, message_count)
    rules = with_phrases(load_preset("general").rules, known)
    before, started = resident_kb(os.getpid()), time.thread_time()
    ruleset = compile_rules(rules)
    built, held = time.thread_time() - started, (resident_kb(os.getpid()) - before) / KB_PER_MB
    cold = timed(texts, decision(ruleset))
    return {
        "build_seconds": built,
        "memory_mb": held,
        "fired": sum(decide(ruleset, Facts(text=text)).fired for text in texts),
        **percentiles("cold", cold),
        **percentiles("warm", timed(texts, decision(ruleset))),
        **percentiles("read", timed(texts, tokenise)),
    }


def with_phrases(rules: Sequence[ScenarioRule], known: Sequence[str]) -> list[ScenarioRule]:
    """Give each live scenario that has phrases its share of the new ones."""
    takers = [rule.key for rule in rules if rule.phrases and rule.mode == "live"]
    shares = {key: tuple(known[place :: len(takers)]) for place, key in enumerate(takers)}
    return [replace(rule, phrases=rule.phrases + shares.get(rule.key, ())) for rule in rules]


def decision(ruleset: Ruleset) -> Callable[[str], object]:
    """Return what judges one text."""
    return lambda text: decide(ruleset, Facts(text=text))


def timed(texts: Sequence[str], act: Callable[[str], object]) -> list[float]:
    """Return the processor milliseconds of each call: it waits for nothing, so who else runs here is no part of it."""
    taken = []
    for text in texts:
        started = time.thread_time()
        act(text)
        taken.append((time.thread_time() - started) * 1000)
    return taken


def percentiles(name: str, taken: Sequence[float]) -> dict[str, float]:
    """Return the middle one and the one that 99 of 100 do not exceed."""
    ordered = sorted(taken)
    return {f"{name}_p50": ordered[len(ordered) // 2], f"{name}_p99": ordered[int(len(ordered) * 0.99)]}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
