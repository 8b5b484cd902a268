"""How many statements one customer message costs. A change here is a change of what every message costs: look twice."""

import pytest
from django.db import connection

from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, set_stage

pytestmark = pytest.mark.django_db
# Two of each are the savepoint that the tests' own transaction makes of BEGIN and COMMIT, one is the test's look.
SECOND_MESSAGE = 12
HANDOFF = 28


@pytest.mark.parametrize(
    ("text", "count"), [("Which payment methods do you accept?", SECOND_MESSAGE), (ASKS_FOR_PERSON, HANDOFF)]
)
def test_the_second_message_of_a_known_customer(django_assert_num_queries, text, count) -> None:
    stage = set_stage()
    stage.says(KNOWN_QUESTION)  # compiles the rules, makes lead and thread
    account = type(stage.account).objects.get(pk=stage.account.pk)  # as the door has it: nothing joined
    stage.account = account
    with django_assert_num_queries(count, connection=connection):
        stage.says(text)
