"""A business with two shops on one desk: each customer meets the right name, texts and articles, and nobody else's."""

import pytest

from conversations.enums import Author
from conversations.models import Brand, ChannelAccount, Message
from conversations.services.articles import ArticleText, save_article
from routing.models import AcknowledgementTemplate
from tests.factories.conversations import ChannelAccountFactory
from tests.flows.stage import ASKS_FOR_PERSON, KNOWN_QUESTION, Stage, set_stage

pytestmark = pytest.mark.django_db
QUESTION = "Do you repair leather boots?"


@pytest.fixture
def stage() -> Stage:
    """Test Shop is the default brand; Boots of Lyon has a number, an AI's name, an article and a text of its own."""
    made = set_stage()
    lyon = Brand.objects.create(name="Boots of Lyon", ai_name="Léa")
    ChannelAccountFactory.create(team=made.team, ai_profile=made.account.ai_profile, brand=lyon, name="Lyon")
    save_article(text=ArticleText("Repairs", "We repair leather boots within ten days.", brand=lyon))
    AcknowledgementTemplate.objects.all().delete()
    AcknowledgementTemplate.objects.create(key="standard", hours="open", text="{business} hears you.")
    AcknowledgementTemplate.objects.create(key="standard", hours="open", text="Bonjour of {business}.", brand=lyon)
    return made


def said_to(stage: Stage, account: ChannelAccount, words: str) -> list[str]:
    """Let a customer of this account write; return what they have been told since."""
    stage.account = account
    stage.says(words)
    stage.run_ai()
    found = Message.objects.filter(account=account).exclude(author=Author.LEAD).order_by("version")
    return list(found.values_list("body", flat=True))


def test_each_customer_meets_their_shop(stage: Stage) -> None:
    first, second = ChannelAccount.objects.order_by("pk")

    (answer,) = said_to(stage, first, KNOWN_QUESTION)
    assert "the AI assistant of Test Shop" in answer

    (answer,) = said_to(stage, second, QUESTION)
    assert "I'm Léa, the AI assistant of Boots of Lyon" in answer
    assert "ten days" in answer
    assert "Test Shop" not in answer

    assert said_to(stage, first, QUESTION)[1:] == ["Test Shop hears you."], "the article is the other shop's"
    assert said_to(stage, second, ASKS_FOR_PERSON)[-1] == "Bonjour of Boots of Lyon."


def test_articles_of_all_brands_answer_in_both_shops(stage: Stage) -> None:
    for account in ChannelAccount.objects.all():
        assert "two to four working days" in said_to(stage, account, KNOWN_QUESTION)[-1]


def test_a_desk_without_a_brand_speaks_under_the_accounts_name(stage: Stage) -> None:
    Brand.objects.filter(is_default=True).delete()
    account = ChannelAccount.objects.order_by("pk")[0]
    assert f"the AI assistant of {account.name}" in said_to(stage, account, KNOWN_QUESTION)[0]
