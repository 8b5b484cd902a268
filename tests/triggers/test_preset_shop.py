"""What is peculiar to the shop preset."""

import pytest

from tests.triggers.trades import judge, own_fired

NAME = "shop"


@pytest.mark.parametrize(("text", "fires"), [("our budget is 6,000 euros", True), ("I paid 600 euros", False)])
def test_an_order_is_large_from_five_thousand(text, fires):
    assert ("shop_bulk" in own_fired(NAME, text)) is fires


def test_a_burning_charger_goes_to_product_safety_and_not_only_to_the_emergency_route():
    decision = judge(NAME, "the charger I bought from you caught fire")
    assert decision.scenario == "shop_safety"
    assert any(result.key == "emergency" and result.fired for result in decision.results)
