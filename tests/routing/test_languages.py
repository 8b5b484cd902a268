"""A customer is spoken to in their language from the very first message on, and a person's word on it stays."""

import uuid

import pytest

from conversations.adapters.base import InboundItem, InboundMessage
from conversations.ai.disclosure import disclosure_text
from conversations.ai.smalltalk import GREETING, say
from conversations.enums import Author, LanguageSource
from conversations.models import Conversation, Lead, Message
from routing.models import AcknowledgementTemplate
from routing.services import desk, intake
from routing.services.texts import install_acknowledgements
from tests.flows.stage import Stage, set_stage

pytestmark = pytest.mark.django_db

FIRST_WORDS = {
    "en": "Can I talk to a real person please?",
    "es": "Quiero hablar con una persona",
    "de": "Ich möchte mit einem Menschen sprechen",
    "fr": "Je voudrais parler à un conseiller humain",
    "it": "Vorrei parlare con una persona",
    "pt": "Quero falar com um atendente humano",
    "pl": "Chcę porozmawiać z człowiekiem",
    "nl": "Ik wil graag een medewerker spreken",
    "zh": "我要转人工客服",
}
GREETINGS = {
    "es": "Hola, buenos días", "de": "Guten Tag", "fr": "Bonjour", "it": "Buongiorno", "pt": "Olá, bom dia",
    "pl": "Dzień dobry", "nl": "Goedemorgen", "zh": "您好", "en": "Good morning",
}  # fmt: skip


@pytest.fixture
def stage() -> Stage:
    return set_stage()


def writes(stage: Stage, text: str, *, locale: str = "", customer: str = "customer-1") -> Conversation:
    content = InboundMessage(external_ids=(customer,), body=text, language=locale)
    item = InboundItem(kind="message", provider_id=uuid.uuid4().hex, raw={"text": text}, content=content)
    intake.receive(account=stage.account, item=item)
    return stage.conversation(customer)


def first_sentence(template: AcknowledgementTemplate) -> str:
    return template.text.split("{")[0][:20]


def test_the_first_message_is_acknowledged_in_its_own_language(stage: Stage) -> None:
    install_acknowledgements()
    failures = []
    for language, words in FIRST_WORDS.items():
        conversation = writes(stage, words, customer=f"customer-{language}")
        told = Message.objects.get(conversation=conversation, purpose="acknowledgement").body
        texts = AcknowledgementTemplate.objects.filter(language=language)
        if conversation.language != language or not any(told.startswith(first_sentence(text)) for text in texts):
            failures.append((language, conversation.language, told))
    assert failures == []


def test_the_ai_introduces_itself_and_greets_in_their_language(stage: Stage) -> None:
    failures = []
    for language, words in GREETINGS.items():
        conversation = writes(stage, words, customer=f"customer-{language}")
        stage.run_ai()
        said = Message.objects.get(conversation=conversation, author=Author.AI).body
        if said != f"{disclosure_text(language, 'Test Shop')}\n\n{say(GREETING, language)}":
            failures.append((language, said))
    assert failures == []


@pytest.mark.parametrize(
    ("said", "language", "source"),
    [
        ([("ok", "de")], "de", LanguageSource.LOCALE),
        ([("ok", "de"), ("hello, where is my order", "de")], "en", LanguageSource.WORDS),
        ([("Wann kommt mein Paket?", "en")], "de", LanguageSource.WORDS),
        ([("Wann kommt mein Paket?", "en"), ("ok", "en"), ("merci", "en"), ("super thanks", "en")], "de", "words"),
        (
            [("Wann kommt mein Paket?", ""), ("Sorry, could we please speak English? What is the price?", "")],
            "en",
            LanguageSource.WORDS,
        ),
        ([("123", "")], "", ""),
    ],
)
def test_words_count_more_than_a_setting_and_short_words_turn_nothing(stage: Stage, said, language, source) -> None:
    for text, locale in said:
        writes(stage, text, locale=locale)
    conversation = stage.conversation()
    assert (conversation.language, conversation.language_source) == (language, source)


def test_what_a_person_set_stays_also_in_a_later_thread(stage: Stage) -> None:
    conversation = writes(stage, "Wann kommt mein Paket?")
    desk.set_language(conversation_id=conversation.pk, user=stage.ana, language="fr")
    desk.set_language(conversation_id=conversation.pk, user=stage.ana, language="fr")
    conversation = writes(stage, "Ich möchte bitte wissen, wann mein Paket kommt", locale="de")
    assert (conversation.language, conversation.language_source) == ("fr", LanguageSource.PERSON)
    event = conversation.events.get(kind="language.changed")
    assert (event.user, event.payload) == (stage.ana, {"from": "de", "to": "fr"})
    assert Lead.objects.get().language == "fr"
    desk.set_language(conversation_id=conversation.pk, user=stage.ana, language="")
    assert writes(stage, "Wann kommt mein Paket?").language == "de"
