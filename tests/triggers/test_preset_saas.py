"""What is peculiar to the software preset."""

import pytest

from tests.triggers.trades import judge, own_fired

NAME = "saas"


@pytest.mark.parametrize(("text", "fires"), [("our budget is 12,000 euros", True), ("I paid 1,200 euros", False)])
def test_a_contract_is_large_from_ten_thousand(text, fires):
    assert ("saas_enterprise" in own_fired(NAME, text)) is fires


def test_a_subscription_goes_to_customer_success_before_the_general_team():
    decision = judge(NAME, "we want to cancel our annual plan")
    assert decision.scenario == "saas_retention"
    assert any(result.key == "cancellation" and result.fired for result in decision.results)
