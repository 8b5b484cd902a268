"""What a page of conversations must not cost: secrets that it never shows, and a sort of everything there is."""

import pytest
from django.db import connection, transaction

from conversations.models import Conversation
from routing.selectors import WantedConversations, list_conversations, list_order
from tests.api.cast import Cast
from tests.factories import scenes

SECRETS = {"secrets"}
INDEXES = {
    "mine": "conv_mine",
    "waiting": "conv_waiting",
    "unassigned": "conv_team_waiting",
    "ai": "conv_ai",
    "resolved": "conv_resolved",
    "all": "conv_recent",
}


def test_no_secret_is_decrypted_for_a_row(cast: Cast):
    scenes.held(cast.agent, account=cast.account)

    (row,) = list_conversations(user=cast.agent, wanted=WantedConversations(view="mine"))

    assert row.account.get_deferred_fields() == SECRETS
    assert row.holder is not None
    assert row.holder.get_deferred_fields() == {"password"}


@pytest.mark.only_on("postgresql")  # the plans are its own
@pytest.mark.parametrize("view", INDEXES)
def test_an_index_has_the_rows_of_a_view_in_its_order(cast: Cast, view: str):
    scenes.waiting(account=cast.account)
    page = list_conversations(user=cast.agent, wanted=WantedConversations(view=view)).order_by(*list_order(view))[:51]

    with transaction.atomic(), connection.cursor() as cursor:
        # Two of them give the unassigned their order and cost the same on a handful of rows: judge each alone.
        for other in set(INDEXES.values()) - {INDEXES[view]}:
            cursor.execute(f"DROP INDEX {other}")
        # On a handful of rows reading and sorting everything is cheaper; the plan that many rows need must exist.
        for way in ("enable_sort", "enable_incremental_sort", "enable_bitmapscan", "enable_seqscan"):
            cursor.execute(f"SET LOCAL {way} = off")
        plan = page.explain()

    assert f"using {INDEXES[view]} on {Conversation._meta.db_table}" in plan
    assert "Sort" not in plan
