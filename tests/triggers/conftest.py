"""The shipped rules, compiled once for these tests."""

import pytest

from triggers.engine import decide
from triggers.facts import Facts, Turn
from triggers.judging import shipped_ruleset


@pytest.fixture(scope="session")
def shipped():
    return shipped_ruleset()


@pytest.fixture
def judge(shipped):
    def _judge(text, *turns, **known):
        context = tuple(Turn(role, said) for role, said in turns)
        return decide(shipped, Facts(text=text, context=context, **known))

    return _judge
