"""Messages that hold a tempting word and need nobody."""

import pytest

HARMLESS = [
    "does the skin check include the scalp",
    "no side effects at all, just a sore arm",
    "how do I measure blood pressure at home",
    "my skin is dry, which cream do you recommend",
    "what is your lawyer's name",
    "I am a lawyer",
    "The Lawyer's Wife is sold out?",
    "power of attorney form",
    "what is your legal department's address",
    "how do I quote you",
    "do you sell the refill, sorry",
    "do I need to call for that or is it possible online",
    "I spoke with an agent yesterday, all solved",
    "j'ai parlé avec un conseiller hier, tout est réglé",
    "ieri ho parlato con un operatore, tutto risolto",
    "ho parlato con un agente, è tutto a posto",
    "wczoraj rozmawiałem z konsultantem, wszystko załatwione",
    "rozmawiałam wczoraj z agentem i wszystko jasne",
    "ayer hablé con un agente y ya está resuelto",
    "ich habe gestern mit einem Mitarbeiter gesprochen, alles geklärt",
    "gestern mit einem Berater telefoniert, alles erledigt",
    "hoje falei com um atendente, tudo resolvido",
    "ik heb gisteren met een medewerker gesproken, alles is opgelost",
]

REQUESTS = [
    "j'ai parlé avec un conseiller hier mais je veux parler à un responsable",
    "ho parlato con un agente, ora voglio parlare con un supervisore",
    "ich habe gestern mit einem Mitarbeiter gesprochen, jetzt will ich mit einem Vorgesetzten sprechen",
    "wczoraj rozmawiałem z konsultantem, chcę rozmawiać z kierownikiem konsultantów i człowiekiem",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_nothing_fires(judge, text):
    assert [result.key for result in judge(text).results if result.fired] == []


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_after_the_past_still_counts(judge, text):
    assert judge(text).category == "explicit_request"
