"""Calling a person off, in nine languages: only who names the AI, or says that nobody is needed, does so."""

import pytest

from conversations.ai.withdrawal import calls_off, rest_of

CALLED_OFF = """
never mind, let the bot answer
Nevermind, have the AI assistant help me
ok forget it, the bot can answer
actually the chatbot is fine
I don't need a person anymore
no need for a human, thanks
I don't want to wait, let the bot answer
back to the bot please
ok just let your bot handle it
I'll talk to the bot instead
never mind i don't need anyone
Ach egal, dann soll halt der Bot antworten
Bitte keinen Mitarbeiter, der Chatbot reicht
mejor sigo con el asistente virtual
não preciso de ninguém mais
you know what, I no longer need to talk to a human
Never mind, let the bot answer: how long does delivery take?
da igual, que responda el bot
No importa, que me conteste el asistente
ya no necesito hablar con una persona
prefiero seguir con el bot
olvídalo, deja que el robot responda
no hace falta una persona, gracias
Egal, lass den Bot antworten
Schon gut, der Bot kann das beantworten
ich brauche keinen Menschen mehr
Vergessen Sie es, lassen Sie bitte die KI antworten
Zurück zum Bot bitte
Ich brauche doch keinen Mitarbeiter mehr
laissez tomber, laissez le bot répondre
Ce n'est pas grave, que l'IA me réponde
je n'ai plus besoin d'un conseiller
retour au bot s'il vous plaît
pas besoin d'un humain finalement
lascia perdere, fai rispondere il bot
non ho più bisogno di una persona
non importa, il bot può rispondere
torniamo al bot
non serve più un operatore
deixa pra lá, deixa o bot responder
não preciso mais de uma pessoa
tudo bem, pode deixar o robô responder
prefiro voltar para o bot
não preciso mais falar com um atendente
nieważne, niech bot odpowie
nie potrzebuję już człowieka
trudno, niech odpowie asystent
wróćmy do bota
nie trzeba już konsultanta
laat maar, laat de bot antwoorden
ik heb geen medewerker meer nodig
Laat maar, de bot mag het beantwoorden
terug naar de bot graag
ik heb niemand meer nodig
算了，让机器人回答吧
不用人工客服了
不需要转人工了，机器人就行
还是让智能助手来回答
"""
WAITS_ON = """
never mind
never mind, I'll wait
nevermind i can wait for a person
forget it
don't let the bot answer
I don't want the bot to answer, I need a person
please do not send me back to the bot
never mind the bot, I want a human
I'd rather wait than talk to the bot
the bot can't answer this
the bot is useless
is the bot answering me?
I need a person, not the bot
no
thanks, solved
your bot is fine but I want a human
The bot is ok, but a person would be better
I don't need a person to tell me that, I need my money
can the bot answer?
Der Bot ist ok, aber ich möchte einen Menschen
Let the bot answer? No, I will wait
why do I have to talk to a bot
no importa, espero
no quiero que responda el bot
no quiero seguir con el bot
espero a la persona
egal, ich warte
Lassen Sie nicht den Bot antworten
der Bot soll nicht antworten
ich will keinen Bot mehr
Ich brauche einen Menschen, keinen Bot
laissez tomber, j'attends
ne laissez pas le bot répondre
je ne veux pas parler au bot
je patiente, merci
non importa, aspetto
non voglio che risponda il bot
non voglio parlare con il bot
tudo bem, eu espero
não quero falar com o bot
não deixe o bot responder
nieważne, poczekam
niech bot nie odpowiada
nie chcę rozmawiać z botem
laat maar, ik wacht wel
laat de bot niet antwoorden
ik wil niet met de bot praten
没关系，我等人工
不要让机器人回答
我要人工客服，不要机器人
别让机器人回答
"""


def test_who_names_the_ai_or_needs_nobody_calls_off() -> None:
    assert [line for line in CALLED_OFF.strip().splitlines() if not calls_off(line)] == []


def test_who_waits_refuses_or_sighs_does_not() -> None:
    assert [line for line in WAITS_ON.strip().splitlines() if calls_off(line)] == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Never mind, let the bot answer: how long does delivery take?", "how long does delivery take?"),
        ("never mind, let the bot answer", ""),
        ("never mind, let the bot answer, thank you!", ""),
        ("Egal, lass den Bot antworten. Was kostet der Versand?", "was kostet der versand?"),
        ("How long does delivery take?", "How long does delivery take?"),
    ],
)
def test_what_is_left_is_the_question(text: str, rest: str) -> None:
    assert rest_of(text) == rest
