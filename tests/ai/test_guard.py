"""What leaves the model: promises are seen, claims and leaks are gone, markup is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.ai.disclosure import truthful_answer
from conversations.ai.guard import (
    LONGEST_REPLY,
    check_reply,
    claims_to_be_human,
    cut,
    promises_handoff,
    strip_markup,
)
from conversations.ai.prompts.turn import SYSTEM

PROMISES = (
    "I've reached out to our support staff for you.",
    "Our human agents will take over shortly.",
    "I'm bringing a human into the chat.",
    "You'll be contacted by our team soon.",
    "Okay, switching you to a live agent.",
    "Handing over to a human colleague now.",
    "I'll make sure someone calls you today.",
    "Your case is now with our specialists.",
    "En un momento le atenderá un agente.",
    "Ich gebe das an die Kollegen weiter.",
    "Un collègue vous répondra rapidement.",
    "Un nostro collega ti risponderà.",
    "Um de nossos atendentes vai falar com você.",
    "Kolega zaraz do Pana napisze.",
    "Ik vraag een collega om u te helpen.",
    "I've let our team know and they'll email you.",
    "I'm looping in Maria from support.",
    "You'll hear from a specialist within the hour.",
    "I'm sending this to our returns team.",
    "Connecting now, one moment please.",
    "I have requested a callback from our advisors.",
    "Please wait while I find an agent.",
    "I've flagged this for a human to review.",
    "Voy a avisar a un compañero para que le ayude.",
    "Ein Teammitglied wird sich bei Ihnen melden.",
    "Je demande à un collègue de vous aider.",
    "Passo la conversazione a un collega.",
    "Vou chamar um colega para ajudar.",
    "Przekierowuję Panią do działu zwrotów.",
    "Ik schakel een collega in.",
    "A human will take it from here.",
    "Sure, I'm putting you through to our customer care.",
    "I'll have someone from billing reach out to you.",
    "Hold on, getting a human for you!",
    "Your request has been escalated to our team.",
    "I've passed your details to our sales team, they'll be in touch.",
    "Transferring to an agent...",
    "An agent will join this chat in a moment.",
    "I'm handing this over to my colleague Ana.",
    "Thanks, I've created a handoff to our team.",
    "Let me hand you off to a specialist who can help.",
    "We'll connect you with our legal department shortly.",
    "Okay, I'll get a manager on this.",
    "I will now escalate this conversation.",
    "In Kürze übernimmt ein Mitarbeiter.",
    "Wir leiten Sie an einen Mitarbeiter weiter.",
    "Nuestro equipo le contactará en breve.",
    "Enseguida le atiende un compañero.",
    "Nous vous transférons vers un agent.",
    "Un membre de notre équipe vous contactera.",
    "Stiamo per metterla in contatto con un operatore.",
    "Um atendente entrará em contato com você.",
    "Zaraz połączę Pana z konsultantem.",
    "Een medewerker zal u zo helpen.",
    "We verbinden u door.",
    "I'm connecting you with a human agent now.",
    "Let me transfer you to our support team.",
    "I'll connect you to a colleague.",
    "A colleague will be with you shortly.",
    "I have forwarded your request to our team.",
    "I am transferring you now, please hold.",
    "Please hold while I transfer you.",
    "Sorry about that! I've escalated this to a manager.",
    "One of our agents will contact you soon.",
    "Let me get a colleague for you.",
    "You are being transferred.",
    "I will pass this on to a specialist.",
    "Connecting you now…",
    "I’m handing you over to a human.",
    "A member of our support team will get back to you today.",
    "I'll put you through to someone.",
    "Someone will call you back.",
    "I'm escalating your case.",
    "I'm going to bring in a team member.",
    "Le estoy conectando con un agente.",
    "Le paso con un compañero.",
    "Un agente se pondrá en contacto con usted.",
    "He derivado su caso a un especialista.",
    "Voy a transferirle con una persona.",
    "Te transfiero con un asesor.",
    "Ich verbinde Sie mit einem Kollegen.",
    "Ein Kollege meldet sich gleich bei Ihnen.",
    "Ich leite Ihre Anfrage an unser Team weiter.",
    "Sie werden mit einem Mitarbeiter verbunden.",
    "Ich habe Ihr Anliegen an einen Mitarbeiter übergeben.",
    "Je vous mets en relation avec un collègue.",
    "Je transfère votre demande.",
    "Un conseiller va vous répondre.",
    "J'ai transmis votre demande à notre équipe.",
    "Je vous passe un conseiller.",
    "La metto in contatto con un collega.",
    "Ho inoltrato la richiesta.",
    "Un operatore la contatterà presto.",
    "Ti passo un operatore.",
    "Vou transferir você para um atendente.",
    "Encaminhei o seu pedido.",
    "Um colega vai responder em breve.",
    "Transferindo você agora.",
    "Łączę z konsultantem.",
    "Przekazuję sprawę do pracownika.",
    "Konsultant skontaktuje się z Panem.",
    "Ik verbind u door met een collega.",
    "Een collega neemt contact met u op.",
    "Ik zet je door naar een medewerker.",
    "You can return it in 30 days. I'm connecting you with an agent.",
)
NO_PROMISES = (
    "Our team made these boots by hand.",
    "You can contact our team by mail.",
    "I've checked with the size table.",
    "Let me find the right size for a person of your height.",
    "I'll share the care guide.",
    "Call us when you get home.",
    "We raised our prices.",
    "I will send you the link to the form.",
    "Le envío el enlace.",
    "Je vous envoie le lien.",
    "Ik stuur u de link.",
    "Wysyłam link.",
    "Ich schicke Ihnen den Link.",
    "Passo importante: lave a mão.",
    "Please connect your account to the app.",
    "You'll hear a beep after two seconds.",
    "I've flagged the return as received? No.",
    "I found three agents' offices near you.",
    "The team page lists our staff.",
    "Your parcel was handed to the courier.",
    "Your refund was transferred to your bank.",
    "Our team consists of ten people.",
    "Ask someone at the shop to measure your feet.",
    "I have sent the size table above.",
    "Our team is available from 9 to 5.",
    "A person needs an ID to collect the parcel.",
    "I've noted your order number.",
    "I'll get you the details of the refund team's address.",
    "You can call our team at 555.",
    "We ship with a team of couriers.",
    "Connect your phone to wifi.",
    "The agent commission is 5%.",
    "Our specialists repair boots in three weeks.",
    "I have found your order.",
    "Mein Team besteht aus KI.",
    "Notre équipe est à Lyon.",
    "El equipo está en Lyon.",
    "Someone else ordered it.",
    "Do you want me to get a colleague?",
    "I'm not able to connect you at night.",
    "Would you like me to connect you with a colleague?",
    "If you like, I can connect you with a person.",
    "Shall I transfer you?",
    "I can't transfer you to the warehouse.",
    "You can return the item within 30 days.",
    "We will ship your parcel tomorrow.",
    "The courier will contact you before delivery.",
    "Let me get you the opening hours: 10 to 19.",
    "I can pass this to a colleague, just say so.",
    "Once you send the form, our team will contact you.",
    "Connect the cable to the charger.",
    "Your bank will transfer the money in two days.",
    "Put the boots over a damp cloth.",
    "I'll help you with that.",
    "Let me explain how to pass the test to your phone.",
    "If you would rather talk to a person, just say so.",
    "We forward parcels only in Europe.",
    "Please let me know your order number.",
    "¿Quiere que le pase con un compañero?",
    "Puedo pasarle con un agente si lo desea.",
    "Puede devolverlo en 30 días.",
    "Le recomiendo cera.",
    "Möchten Sie mit einem Kollegen sprechen?",
    "Ich kann Sie gerne mit einem Kollegen verbinden.",
    "Sie können die Ware zurückgeben.",
    "Souhaitez-vous parler à un conseiller ?",
    "Si vous voulez, je vous mets en relation avec un collègue.",
    "Vous pouvez retourner l'article.",
    "Vuole parlare con un operatore?",
    "Se vuole, la metto in contatto con un collega.",
    "Può pagare con carta.",
    "Quer falar com um atendente?",
    "Posso transferir você para um atendente, se quiser.",
    "Você pode devolver em 30 dias.",
    "Czy mam połączyć z konsultantem?",
    "Jeśli Pan chce, połączę z konsultantem.",
    "Zwrot jest możliwy.",
    "Wilt u een collega spreken?",
    "Als u wilt, verbind ik u door met een collega.",
    "U kunt het artikel terugsturen.",
    "",
    "好的",
)
CLAIMS = (
    "I am a real person.",
    "I'm human!",
    "Yes, I am a human being.",
    "I'm not a bot.",
    "I am not an AI, I promise.",
    "You are talking to a real person.",
    "Soy una persona real.",
    "No soy un robot.",
    "Ich bin ein Mensch.",
    "Ich bin kein Bot.",
    "Je suis une personne.",
    "Je ne suis pas un robot.",
    "Sono una persona.",
    "Não sou um robô.",
    "Jestem człowiekiem.",
    "Nie jestem botem.",
    "Ik ben een mens.",
    "Ik ben geen robot.",
)
NO_CLAIMS = (
    "I'm an AI assistant, not a person.",
    "I am not a human.",
    "A person is available.",
    "The robot vacuum is in stock.",
    "I'm not sure about the bot.",
    "Ich bin kein Mensch.",
    "Je ne suis pas une personne.",
    "No soy una persona.",
    "Ik ben geen mens.",
    "This is a man's jacket for a small person.",
    "Nie jestem człowiekiem.",
    "I am the AI of the shop.",
)


@pytest.mark.parametrize("text", PROMISES)
def test_a_promise_is_seen(text: str):
    assert promises_handoff(text)


@pytest.mark.parametrize("text", NO_PROMISES)
def test_an_offer_a_condition_or_another_matter_is_no_promise(text: str):
    assert not promises_handoff(text)


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_to_be_human_is_replaced_by_the_truth(text: str):
    assert claims_to_be_human(text)
    checked = check_reply(f"{text} We ship on Monday.", prompt="", language="en", business_name="Boots")
    assert checked.claimed_human
    assert checked.text == f"{truthful_answer('en', 'Boots')} We ship on Monday."


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_the_truth_and_other_matters_stay(text: str):
    assert not claims_to_be_human(text)
    assert check_reply(text, prompt="", language="en", business_name="Boots").text == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<b>Hi</b> there<br>", "Hi there"),
        ("<script>alert(1)</script>Hello", "Hello"),
        ("&lt;img src=x onerror=alert(1)&gt;ok", "ok"),
        ("&amp;lt;b&amp;gt;ok", "ok"),
        ("2 < 3 & 5 > 4", "2 < 3 & 5 > 4"),
        ("<think>secret plan</think>We ship.", "We ship."),
        ("a\x00b\u202ec\ud800d", "abcd"),
        ("one\n\n\n\ntwo   three", "one\n\ntwo three"),
        ("<<<knowledge\nWe ship.\nknowledge>>>", "We ship."),
    ],
)
def test_markup_is_taken_away(text: str, plain: str):
    assert strip_markup(text) == plain


def test_leaked_rules_are_dropped_and_the_rest_stays():
    answer = "We ship on Monday, Wednesday and Friday. Your parcel then takes two working days to reach Paris or Lille."
    leak = "Never write that you connect, transfer or forward the customer."
    checked = check_reply(f"{answer}\n{leak}", prompt=SYSTEM, language="en", business_name="Boots")
    assert checked.leaked
    assert checked.text == answer


def test_a_reply_that_is_all_prompt_becomes_empty():
    assert check_reply(SYSTEM, prompt=SYSTEM, language="en", business_name="Boots").text == ""


def test_a_usual_answer_is_no_leak():
    text = "You may return any unworn item within 30 days. Print the label from your account page."
    assert check_reply(text, prompt=SYSTEM, language="en", business_name="Boots").text == text


@pytest.mark.parametrize("text", ["word " * 2_000, "x" * 5_000, "This is a sentence. " * 400, "字。" * 2_000])
def test_long_replies_are_cut(text: str):
    short = check_reply(text, prompt="", language="en", business_name="Boots").text
    assert LONGEST_REPLY // 2 <= len(short) <= LONGEST_REPLY


def test_a_cut_ends_with_a_sentence_where_it_can():
    assert cut("One sentence here. Another that is too long", 30) == "One sentence here."


@given(st.text(max_size=400))
def test_the_guard_takes_any_text(text: str):
    checked = check_reply(text, prompt=SYSTEM, language="xx", business_name="Boots")
    assert len(checked.text) <= LONGEST_REPLY
    checked.text.encode()
