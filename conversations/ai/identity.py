"""Recognising the question "are you human?", in nine languages. Pure.

Each language is a list of openings, of words that may stand between, and of nouns; what follows the noun must end the
thought, so that "is this a person that can sign for me?" stays a question about the parcel.
"""

import re
from dataclasses import dataclass

from conversations.terms import fold

#: In characters; longer texts are stories.
LONGEST_QUESTION = 600


@dataclass(frozen=True, slots=True)
class Shape:
    """How one language asks. `you`: openings about the speaker; `this`: about the chat, with the plain nouns alone."""

    you: str
    this: str
    between: str
    nouns: str
    machines: str


SHAPES = (
    Shape(  # English
        you="are you|are u|are ya|r u|r you|you are|youre|you re|ur|am i talking to|am i talking with|am i speaking to"
        "|am i speaking with|am i chatting to|am i chatting with|am i texting|are we talking to|im talking to"
        "|you sound like|you seem like|you must be|is anyone|is anybody|i am talking to|im speaking to"
        "|im chatting with|i m talking to|am i writing to|do i talk to|are you guys",
        this="is this|is that|is it|was that|was this|this is|is there",
        between="a|an|the|really|actually|just|even|maybe|some|kind|of|real|actual|live|living|genuine|true|only|like"
        "|another|one|those|stupid|all|to|with|fucking|damn",
        nouns="human|humans|human being|person|people|real|bot|bots|chatbot|robot|ai|chatgpt|gpt|automated|automation"
        "|automated reply|automated response|automated message|automated system|auto reply|autobot|a i"
        "|artificial intelligence|llm|someone real",
        machines="machine|computer|program|man|woman|guy|someone|software|alive",
    ),
    Shape(  # Spanish
        you="eres|es usted|usted es|sos|estoy hablando con|hablo con|estoy chateando con|estoy escribiendo a"
        "|estoy escribiendo con|con quien hablo es|tu eres",
        this="es esto|esto es|esto lo responde|me responde|me contesta",
        between="un|una|realmente|de|verdad|solo|alguna|algun",
        nouns="persona|persona real|persona de verdad|humano|humana|ser humano|robot|bot|ia|chatbot|chatgpt"
        "|inteligencia artificial|real",
        machines="maquina|ordenador|programa|alguien real",
    ),
    Shape(  # German
        you="bist du|sind sie|bist|spreche ich|rede ich|schreibe ich|chatte ich|bin ich mit"
        "|spreche ich hier|rede ich hier"
        "|du bist",
        this="ist das|ist das hier|ist hier|das ist|antwortet hier|schreibt hier",
        between="ein|eine|einem|einer|n|ne|nem|echter|echte|echten|echt|wirklich|eigentlich|nur|etwa|denn|hier|gerade"
        "|jetzt|mit|richtiger|richtigen|doch|so|uberhaupt",
        nouns="mensch|menschen|person|roboter|bot|chatbot|ki|chatgpt|kunstliche intelligenz|echt",
        machines="maschine|computer|programm",
    ),
    Shape(  # French
        you="etes vous|es tu|vous etes|tu es|t es|est ce que vous etes|est ce que tu es|je parle a|je parle avec"
        "|je discute avec|parle je a|parle je avec|suis je en train de parler a|j ecris a",
        this="c est|est ce|est ce que c est|ceci est",
        between="un|une|vrai|vraie|vraiment|bien|juste|que|simple",
        nouns="humain|humaine|personne|robot|bot|ia|chatbot|chatgpt|intelligence artificielle|etre humain"
        "|personne reelle|reel|reelle",
        machines="machine|ordinateur|programme",
    ),
    Shape(  # Italian
        you="sei|e lei|lei e|sto parlando con|parlo con|sto chattando con|sto scrivendo a|sto scrivendo con|siete",
        this="questo e|e questo|e questa",
        between="un|una|uno|vera|vero|davvero|veramente|solo|per|caso",
        nouns="umano|umana|persona|persona vera|persona reale|robot|bot|ia|ai|chatbot|chatgpt|essere umano"
        "|intelligenza artificiale",
        machines="macchina|computer|programma",
    ),
    Shape(  # Portuguese
        you="voce e|vc e|tu es|es um|es uma"
        "|estou falando com|to falando com|estou a falar com|falo com|estou conversando com"
        "|estou a conversar com|voces sao",
        this="isso e|isto e|e isso|aqui e",
        between="um|uma|mesmo|realmente|so|de|verdade|algum|alguma",
        nouns="humano|humana|pessoa|pessoa real|pessoa de verdade|robo|robot|bot|ia|chatbot|chatgpt|ser humano"
        "|inteligencia artificial|real|robos",
        machines="maquina|computador|programa|gente",
    ),
    Shape(  # Polish
        you="jestes|czy jestes|czy pan jest|czy pani jest|jest pan|jest pani|rozmawiam z|pisze z|gadam z"
        "|czy rozmawiam z|rozmawiam teraz z",
        this="czy to|to jest|to",
        between="moze|naprawde|tylko|zywym|zywy|zywa|prawdziwym|prawdziwa|prawdziwy|jest|jakims",
        nouns="czlowiek|czlowiekiem|osoba|robot|robotem|bot|botem|ai|chatbot|chatbotem|chatgpt|sztuczna inteligencja"
        "|prawdziwy|prawdziwa",
        machines="maszyna|komputer|komputerem|program|programem",
    ),
    Shape(  # Dutch
        you="ben je|ben jij|bent u|bent je|zijn jullie|praat ik met|praat ik tegen|spreek ik met|chat ik met"
        "|schrijf ik met|praat ik hier met|spreek ik hier met|je bent",
        this="is dit|is dat|dit is",
        between="een|echt|wel|eigenlijk|gewoon|hier|echte|maar|nou|nu",
        nouns="mens|persoon|robot|bot|chatbot|ai|chatgpt|echt|kunstmatige intelligentie",
        machines="machine|computer|programma",
    ),
)
#: What may follow the noun: an end, a pause, or a word that begins another thought.
_TAIL = (
    r"(?=\s*(?:[?.!,;:\n)]|$|(?:or|o|oder|ou|of|czy|lub|right|here|there|now|hier|verbunden|hi|hello|answering"
    r"|responding|replying"
    r"|talking|speaking|typing|that im|that i am|im|i am|am i|lol|haha|please|pls|because|and|but|y|e|und|et|en|yes|no"
    r"|not|non|nicht|niet|huh|bro|dude|today|ici|aqui|qui|who is|on the|behind|at the other)\b))"
)
_CHINESE = re.compile(
    r"(?:你|您|这|这里|对方)是(?:不是)?(?:一个|个|真的)?(?:真人|人类|人工智能|机器人|活人|人|机器|ai)(?:客服)?"
    r"(?:吗|嗎|么|还是|還是|[?？]|$)|(?:在和|在跟|和我聊天的是|跟我说话的是|是不是)(?:真人|人|机器人|机器|ai)"
)
_CHOICE = re.compile(
    r"\b(?:human|person|man|mensch|humain|humano|persona|pessoa|czlowiek|mens) (?:or|oder|ou|o|czy|of)"
    r"(?: (?:a|an|un|une|ein|een|um))? (?:ro)?bot\b"
)
_WHO = re.compile(
    r"\b(?:who|what) am i (?:talking|speaking|chatting) (?:to|with)\b|^(?:so |and )?(?:who"
    r"|what) are you(?: exactly)?[?!. ]*$"
)
#: A wish before it ("I want to know if I can speak to a human") makes it a request for a person, which is not ours.
_WISH = re.compile(
    r"\b(?:want|wanna|need|can i|could i|may i|get me|give me|connect me|transfer me|quiero|necesito|puedo|quisiera"
    r"|mochte|kann ich|je veux|je voudrais|puis je|voglio|vorrei|posso|quero|preciso|chce|moge|wil|kan ik)\b[^.?!\n]*$"
)


def _compile(shape: Shape) -> re.Pattern[str]:
    between = rf"(?: (?:{shape.between}))*"
    about_you = rf"(?:{shape.you}){between} (?:{shape.nouns}|{shape.machines})"
    about_this = rf"(?:{shape.this}){between} (?:{shape.nouns})"
    return re.compile(rf"\b(?:{about_you}|{about_this}){_TAIL}")


_PATTERNS = (*(_compile(shape) for shape in SHAPES), _CHINESE, _CHOICE, _WHO)
_GAP = re.compile(r"[^\w.?!,;:？。！\n]+")


def asks_whether_human(text: str) -> bool:
    """Return whether the customer asks the speaker what it is ("are you a bot?"), which is no request for a person."""
    plain = _GAP.sub(" ", fold(text[:LONGEST_QUESTION]))
    found = (pattern.search(plain) for pattern in _PATTERNS)
    return any(match and not _WISH.search(plain[: match.start()]) for match in found)
