"""Recognising a reply that says a person takes over now ("I'm connecting you"), in eight languages. Pure.

A promise without the call is a handoff all the same (the customer was told so). An offer ("would you like me to
connect you?"), a condition ("if you send the form, our team will write") and a refusal are no promises. In doubt it is
a promise: an unneeded person costs minutes, a broken word costs the customer.
"""

import re
from dataclasses import dataclass

from conversations.lengths import LONGEST_READ
from conversations.terms import APOSTROPHES, fold


@dataclass(frozen=True, slots=True)
class PromiseWording:
    """How one language promises a handoff, and by which words a sentence only offers or denies one."""

    says: tuple[str, ...]
    offers: str


_TEAM_EN = (
    r"(?:(?:a|an|one of|our|my|the|another|some)(?: of)?(?: \w+){0,3}? )?(?:colleagues?|agents?|humans?|teammates?"
    r"|specialists?|representatives?|advis[eo]rs?|managers?|supervisors?|(?:team|staff) members?"
    r"|members? of (?:our|the)"
    r"(?: \w+)? (?:team|staff)"
    r"|experts?|department|(?:support|sales|service|care) (?:team|staff)|team|staff|real person|person|someone"
    r"|somebody)"
)
_WORDINGS = (
    PromiseWording(  # English
        says=(
            (
                r"\b(?:im|i am|ill|i will|ive|i have|let me|were|we are|well|we will|weve|we have|allow me to|going to"
                r"|now)"
                r"(?: \w+){0,3}? (?:connect|transfer|forward|escalat|pass|hand|put|rout|redirect|refer|bring|loop|get)"
                r"(?:e|ed|ing|ting|ring|red|s)?\b(?: \w+){0,7}? (?:over|through|to|in|with)?(?: \w+){0,2}?\s?"
                rf"{_TEAM_EN}\b"
            ),
            (
                r"\b(?:im|i am|ill|i will|ive|let me|were|we are|well|we will|now|while i|as i)(?: \w+){0,2}?"
                r" (?:connect|transfer|handover|hand|put|pass)(?:ing|ring|ting|red|ed)? (?:you|your (?:chat|case"
                r"|request"
                r"|conversation|ticket))\b(?! (?:the|a|an|some|your|our|this|these|that)\b)"
            ),
            (
                r"\b(?:ive|i have|im|i am|we have|weve|ill|i will)(?: \w+)? (?:escalat(?:e|ed|ing)|notif(?:y|ied|ying)"
                r"|alert(?:ed|ing)?)\b"
            ),
            (
                r"\b(?:youre|you are|you have been|youve been|you will be"
                r"|youll be)(?: \w+)? (?:being )?(?:contacted|connected"
                r"|transferred|handed over|handed off|put through|passed on|escalated)\b"
            ),
            (
                rf"\b{_TEAM_EN} (?:will|is going to|shall|ll|is about to)(?: \w+)? (?:contact|call|be with|get back"
                rf"|take|pick"
                rf"|reach"
                r"|reply|respond|take over|assist|help|join|follow|write|email|message|look into|be in touch|review)\b"
            ),
            rf"\b{_TEAM_EN} (?:is|are) (?:now )?(?:on (?:the|their|his|her) way|joining|taking over)\b",
            r"\bconnecting you\b|\btransferring you\b|\b(?:connecting|transferring) now\b",
            (
                r"\b(?:im|i am|ill|i will|ive|i have|we have|weve|well|we will|were|while i|as i|going to)(?: \w+)?"
                r" (?:let|tell|told|ask|inform|flag|request|send|sent|loop|alert|notif|find|arrang|schedul|assign"
                r"|call|shar"
                rf"|rais|submit)\w*(?: \w+){{0,7}}? (?:{_TEAM_EN}|(?:from|in|with) (?:support|billing|sales|care))\b"
            ),
            rf"\byour (?:case|request|chat|question) is now with {_TEAM_EN}\b",
            (
                rf"\b(?:ive|i have|ill|i will|weve|we will|im) (?:reached out|reach out|reaching out|make sure"
                rf"|see)(?: to| that)?"
                rf"(?: \w+){{0,3}}? ?{_TEAM_EN}\b"
            ),
            rf"\b(?:ill|i will|we will) make sure {_TEAM_EN} (?:calls?|writes?|contacts?|replies|reply|helps?)\b",
            rf"\b(?:youll|you will|you should)(?: \w+)? (?:hear|get a (?:call|reply|message)) from {_TEAM_EN}\b",
            (
                r"(?:^|\b(?:now|hold on|moment|please|sure|okay|ok)\b)(?: \w+){0,2}? ?(?:connecting|switching"
                r"|transferring"
                r"|forwarding|escalating|handing|passing|putting|getting|looping|bringing)\b"
                rf"(?: \w+){{0,5}}? {_TEAM_EN}\b"
            ),
            (
                r"\b(?:your|this|the) (?:\w+ )?(?:request|chat|case|conversation|message|issue|question|ticket|matter)"
                r" (?:has been|have been|is being|is now being|was|will be)(?: \w+)? (?:escalated|forwarded|transferred"
                r"|passed|handed|routed|assigned|sent (?:over )?to)\b"
            ),
            rf"\b(?:ill|i will|let me|im going to|we will|were going to) (?:have|ask|get|let) {_TEAM_EN}\b",
            (
                r"\b(?:i|ive|i have|we|weve|we have)(?: just| now)? (?:created|opened|raised|submitted|sent|made|filed)"
                rf"(?: \w+){{0,4}}? (?:handoff|ticket|request|case)(?: \w+){{0,4}}? {_TEAM_EN}\b"
            ),
        ),
        offers=(
            r"\b(?:if|when|once|after|unless|as soon as|whenever|would you like|do you want|should i|shall i|may i"
            r"|can i|could i|want me to|like me to|i can|i could|we can|we could|happy to|able to|just (?:ask|say|tell)"
            r"|let me know|cannot|cant|can not|wont|will not|unable|not able|dont|do not|never)\b"
        ),
    ),
    PromiseWording(  # Spanish
        says=(
            (
                r"\b(?:le|te|os|lo|la|les) (?:estoy |voy a |vamos a )?(?:conect|pondr|transfier|transfer|deriv|pas|pong"
                r"|comunic"
                r"|redirij|escal|traslad)\w*\b"
            ),
            (
                r"\b(?:aviso|avisare|voy a avisar|pido|voy a pedir|llamo|consulto|envio"
                r"|paso)(?: \w+){0,5}? (?:companer\w+"
                r"|colega|agente|especialista|asesor\w*|equipo|persona)\b"
                r"|\b(?:le|te|lo|la) (?:atendera|contactara|llamara|ayudara) (?:un |una )?(?:agente|persona"
                r"|companer\w+|colega)\b|\b(?:enseguida|pronto|en breve|ya) (?:le|te|lo|la) (?:atiende|contacta"
                r"|ayuda|llama"
                r"|escribe)\w*\b"
                r"|\b(?:estoy|voy a|vamos a|estamos|procedo a) (?:conect|transfir|transfer|deriv|pas|escal|comunic"
                r"|redirig"
                r"|pon)\w*(?:le|te|lo|la|les)?\b(?: \w+){0,5}? (?:agente|persona|companer\w+|colega|especialista"
                r"|asesor\w*"
                r"|equipo|humano|representante)\b|\b(?:conectando|transfiriendo|derivando|comunicando)(?:le|te|lo|la)\b"
            ),
            r"\b(?:he|hemos) (?:escalado|derivado|transferido|pasado|avisado|notificado)\b",
            (
                r"\b(?:agente|persona|companer[oa]|colega|especialista|asesor[a]?|equipo"
                r"|representante)(?: \w+){0,3}? (?:se"
                r" (?:pondra|comunicara|encargara)|(?:le|te|lo|la) (?:contactara|atendera|llamara|ayudara|respondera"
                r"|escribira))\b"
            ),
        ),
        offers=r"\b(?:si|cuando|quiere|quieres|desea|deseas|puedo|podemos|podria|quisiera|gustaria|prefiere|no)\b",
    ),
    PromiseWording(  # German
        says=(
            (
                r"\b(?:ich|wir) (?:\w+ ){0,3}?(?:verbinden?|leiten?|ubergeben?|geben?|holen?|stellen?|reichen?"
                r"|eskalieren?"
                r"|informieren?|haben?)\b"
                r"(?: \w+){0,9}? ?(?:weiter|kolleg\w*|mitarbeiter\w*|menschen|team|durch|weitergeleitet|ubergeben"
                r"|weitergegeben|verbunden|hinzu|informiert)\b"
            ),
            (
                r"\b(?:verbinde|uberstelle) (?:ich )?(?:sie|dich)\b|\bwerde (?:ich )?(?:sie|dich|ihr|ihre|dein|deine)"
                r"(?: \w+){0,6}? (?:verbinden|weiterleiten|ubergeben|weitergeben)\b"
            ),
            r"\b(?:sie|du) (?:werden|wirst|werde)(?: \w+){0,6}? (?:verbunden|weitergeleitet|ubergeben)\b",
            (
                r"\b(?:kolleg\w*|mitarbeiter\w*|team\w*|mensch|jemand|person)(?: \w+){0,4}? (?:wird|werden|meldet"
                r"|melden"
                r"|kummert|ubernimmt|hilft)\b|\b(?:wird|meldet|ubernimmt)(?: \w+){0,4}? (?:kolleg\w*|mitarbeiter\w*"
                r"|team)\b"
            ),
        ),
        offers=(
            r"\b(?:wenn|falls|sobald|mochten|mochtest|soll ich|kann|konnen|konnte|wollen sie|willst|wurde|nicht|kein"
            r"\w*|gerne? bescheid)\b"
        ),
    ),
    PromiseWording(  # French
        says=(
            (
                r"\bje (?:vous|te|t|le|la|l|les|vais vous|vais te) ?(?:\w+ ){0,2}?(?:mets|met|mettre|transfere"
                r"|transferer"
                r"|passe|passer|redirige|rediriger|connecte|connecter|oriente|dirige)\b"
            ),
            r"\bje (?:transfere|transmets|fais suivre|fais remonter|escalade|previens|contacte)\b",
            r"\bj ?ai (?:transfere|transmis|prevenu|alerte|escalade|fait suivre|averti)\b",
            (
                r"\b(?:collegue|conseiller|conseillere|agent|equipe|personne|humain|responsable"
                r"|specialiste)(?: \w+){0,4}?"
                r" (?:va|vont|vous (?:contactera|repondra|rappellera|recontactera)|prendra|prend|reviendra)\b"
            ),
            (
                r"\bnous (?:vous|te|l|la|le) ?(?:\w+ ){0,2}?(?:mettons|transferons|passons|redirigeons|connectons"
                r"|orientons)\b|\bnous (?:transferons|transmettons|avons transmis|avons transfere)\b"
            ),
            (
                r"\bje (?:demande|passe|previens|contacte|vais demander|vais prevenir|envoie)(?: \w+){0,5}? (?:collegue"
                r"|conseiller\w*|agent|equipe|specialiste|responsable)\b"
            ),
            r"\bvous (?:etes|allez etre|serez) (?:mis|mise|transfere\w*|redirige\w*)\b",
        ),
        offers=(
            r"\b(?:si|quand|lorsque|des que|souhaitez|voulez|veux tu|puis je|dois je|je peux|pouvons|pourrais"
            r"|aimeriez|ne|n|pas)\b"
        ),
    ),
    PromiseWording(  # Italian
        says=(
            (
                r"\b(?:la|ti|vi|lo) (?:sto |)?(?:metto|mettendo|trasferisco|trasferendo|passo|passando|collego"
                r"|collegando"
                r"|inoltro|reindirizzo)\b"
            ),
            (
                r"\b(?:passo|inoltro|chiedo|avviso|chiamo|trasferisco|invio)(?: \w+){0,5}? (?:collega|operator\w+|team"
                r"|persona"
                r"|agente|consulente|specialista)\b"
            ),
            r"\b(?:sto|stiamo)(?: per)? (?:trasfer|pass|inoltr|colleg|mett)\w*\b",
            r"\b(?:ho|abbiamo) (?:inoltrato|trasferito|passato|avvisato|informato|escalato)\b",
            (
                r"\b(?:collega|operatore|operatrice|agente|persona|team|consulente|responsabile"
                r"|specialista)(?: \w+){0,3}?"
                r" (?:la|ti|vi|si) (?:contattera|rispondera|richiamera|aiutera|occupera|mettera|assistera)\b"
            ),
        ),
        offers=r"\b(?:se|quando|vuole|vuoi|desidera|preferisce|posso|possiamo|potrei|non|appena)\b",
    ),
    PromiseWording(  # Portuguese
        says=(
            (
                r"\b(?:vou|estou|vamos|estamos)(?: a| te| lhe| o)? (?:transferi\w*|transferindo|conecta\w*|encaminha\w*"
                r"|passa\w*|redireciona\w*|escala\w*|chama\w*|coloca\w*)\b(?: \w+){0,6}? (?:voce|te|atendente|humano"
                r"|pessoa"
                r"|equipe|equipa|colega|especialista|agente|lo|la|contato|contacto)\b"
            ),
            r"\b(?:transferindo|conectando|encaminhando) (?:voce|voces|o senhor|a senhora|seu|sua|te)\b",
            r"\b(?:encaminhei|transferi|passei|avisei|escalei|notifiquei)\b",
            (
                r"\b(?:atendentes?|colegas?|agentes?|pessoa|equipe|equipa|especialistas?|humano"
                r"|time)(?: \w+){0,4}? (?:vai|ira"
                r"|vao"
                r"|entrara|respondera|retornara|assumira|ajudara)\b"
            ),
        ),
        offers=r"\b(?:se|quando|quer|gostaria|deseja|prefere|posso|podemos|poderia|nao|assim que)\b",
    ),
    PromiseWording(  # Polish
        says=(
            (
                r"\b(?:lacze|przelaczam|przekazuje|przekieruje|przekierowuje|przekaze|polacze|zaraz polacze|przelacze"
                r"|przekazalem|przekazalam|poinformowalem|powiadomilem|eskaluje)\b"
            ),
            (
                r"\b(?:konsultant\w*|pracowni\w*|koleg\w*|kolezank\w*|czlowiek|specjalist\w*|osoba|zespol|doradca)"
                r"(?: \w+){0,4}? (?:skontaktuje|odpowie|odezwie|pomoze|przejmie|oddzwoni|zajmie|napisze)\b"
            ),
            (
                r"\b(?:skontaktuje|odezwie|zajmie) sie(?: \w+){0,4}? (?:konsultant\w*|pracowni\w*|koleg\w*|zespol"
                r"|doradca)\b"
            ),
        ),
        offers=r"\b(?:jesli|jezeli|gdy|kiedy|czy|moge|mozemy|moglbym|chce pan|chce pani|chcesz|nie|gdyby)\b",
    ),
    PromiseWording(  # Dutch
        says=(
            (
                r"\bik (?:\w+ ){0,2}?(?:verbind|zet|schakel|stuur|breng|draag|geef|haal|heb"
                r"|ga)\b(?: \w+){0,9}? ?(?:door"
                r"|doorverbinden|collega\w*|medewerker\w*|mens|team|over|doorgestuurd|doorgegeven|doorgezet)\b"
            ),
            (
                r"\b(?:verbind|verbinden) (?:ik )?(?:u|je|jou)\b|\bik vraag (?:een|mijn|onze) (?:collega\w*"
                r"|medewerker\w*|team)\b"
            ),
            r"\b(?:u|je) (?:wordt|word)(?: \w+){0,5}? (?:doorverbonden|doorgezet|verbonden)\b",
            (
                r"\b(?:collega\w*|medewerker\w*|iemand|team|specialist|persoon)(?: \w+){0,4}? (?:neemt|nemen|zal|helpt"
                r"|belt"
                r"|komt|gaat|reageert)\b"
            ),
        ),
        offers=r"\b(?:als|wanneer|zodra|wilt u|wil je|zal ik|kan ik|ik kan|kunnen|mag ik|liever|niet|geen)\b",
    ),
)
_COMPILED = tuple(
    (tuple(re.compile(pattern) for pattern in wording.says), re.compile(wording.offers)) for wording in _WORDINGS
)
#: A comma parts an offer from a promise less surely than a full stop, so only sentences are judged.
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_APOSTROPHE = re.compile(rf"(?<=[a-z])[{APOSTROPHES}](?=[a-z])")
_GAP = re.compile(r"[^\w?]+")
_FRENCH_ELISION = re.compile(rf"\b(j|t|l|n|d|qu|c|m|s)[{APOSTROPHES}]")


def promises_handoff(text: str) -> bool:
    """Return whether the reply tells the customer that a person takes over."""
    return any(_promises(found.group()) for found in _SENTENCE.finditer(fold(text[:LONGEST_READ])))


def _promises(sentence: str) -> bool:
    if sentence.rstrip().endswith("?"):
        return False
    plain = _GAP.sub(" ", _APOSTROPHE.sub("", _FRENCH_ELISION.sub(r"\1 ", sentence))).strip()
    for says, offers in _COMPILED:
        if any(pattern.search(plain) for pattern in says):
            return not offers.search(plain)
    return False
