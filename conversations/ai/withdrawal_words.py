"""How customers of nine languages call a person off: patterns on folded text that was cut before."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says it. `back`: the AI shall answer; `nobody`: no person is needed.

    `soft`: what dismisses a matter and negates nothing. `negations` in the clause before the end of a `back` take it
    back, and so does a `but` after it; `waits` anywhere keep the customer's place.
    """

    back: re.Pattern[str]
    nobody: re.Pattern[str]
    soft: re.Pattern[str]
    negations: re.Pattern[str]
    waits: re.Pattern[str]
    but: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class WithdrawalWords:
    """A language as it is written below, folded; `BOT` in `back` stands for any name of the AI."""

    bot: str
    back: Sequence[str]
    nobody: Sequence[str]
    soft: str
    negations: str
    waits: str
    but: str

    def compiled(self) -> Language:
        """Return its patterns."""
        back = _any_of(form.replace("BOT", f"(?:{self.bot})") for form in self.back)
        rest = (self.nobody, (self.soft,), (self.negations,), (self.waits,), (self.but,))
        return Language(back, *map(_any_of, rest))


def _any_of(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{form})\b" for form in forms))


_ENGLISH = WithdrawalWords(
    bot="(?:ai |virtual |chat |your )?(?:bot|robot|chatbot|ai|assistant|machine|computer)",
    back=(
        (
            r"(?:let|have) (?:the )?BOT (?:just |please |simply )?(?:answer|help|handle|reply|respond|continue|do|"
            r"take|deal|try|go)"
        ),
        r"(?:back|return|continue|carry on|go on|stay|stick|chat|talk|speak) (?:to|with) (?:the )?BOT",
        (
            r"(?:the )?BOT (?:can|could|may|should) (?:just |please |simply )?(?:answer|help|handle|reply|respond|"
            r"continue|do|take|try)"
        ),
        (
            r"(?:the )?BOT (?:is|will be|would be) (?:just |totally |perfectly )?(?:fine|ok|okay|enough|good enough|"
            r"all right)"
        ),
        r"(?:bring|give) (?:me )?(?:back )?(?:the )?BOT(?: back)?",
    ),
    nobody=(
        (
            r"(?:dont|do not|no longer|wont) (?:really |actually )?need (?:to (?:talk|speak) (?:to|with) )?(?:a |an |"
            r"the |any |your )?"
            r"(?:real |live )?(?:person|human|agent|operator|representative|colleague|someone|somebody|anyone|anybody)"
            r"(?: anymore| any more| any longer| now| after all)?(?! (?:to|who|that|me)\b)"
        ),
        r"no need for (?:a |an |the )?(?:real |live )?(?:person|human|agent|operator|representative|colleague)",
        r"no (?:person|human|agent|operator) (?:is )?(?:needed|necessary|required)",
    ),
    soft="never ?mind|nvm|forget (?:it|that)|no worries|no problem|not (?:that )?important|doesnt matter",
    negations="dont|do not|not|never|cant|cannot|wont|stop|without|instead of|hate|refuse|useless",
    waits=r"(?:ill|i will|i can|i|happy to|rather|still|keep|prefer to) wait(?:ing)?|take your time|no rush",
    but="but",
)
_SPANISH = WithdrawalWords(
    bot="(?:el |la |al |su )?(?:bot|robot|chatbot|ia|asistente|maquina)",
    back=(
        "(?:que|deja que|deje que|dejen que|dejad que) (?:me |nos )?(?:responda|conteste|siga|ayude|atienda) BOT",
        (
            "(?:que|deja que|deje que|dejen que|dejad que) BOT (?:me |nos )?(?:responda|conteste|siga|ayude|atienda|"
            "continue)"
        ),
        (
            "(?:sigo|seguir|sigamos|seguimos|continuo|continuar|vuelvo|volver|volvamos|hablo|hablar|prefiero) (?:con "
            "|a )?BOT"
        ),
        "BOT (?:me |nos )?(?:puede|podria) (?:responder|contestar|ayudar|atender|seguir)(?:me|nos)?",
        "BOT (?:me )?(?:basta|vale|esta bien|es suficiente)",
    ),
    nobody=(
        (
            "(?:ya )?no (?:me )?(?:necesito|hace falta|quiero|preciso) (?:hablar con |a |que venga )?(?:una |un |"
            "ninguna |ningun )?"
            "(?:persona|humano|agente|asesor|asesora|operador|operadora|nadie)"
        ),
    ),
    soft="no importa|no pasa nada|da igual|dejalo|dejelo|olvidalo|olvidelo",
    negations="no|nunca|jamas|sin|tampoco",
    waits="espero|esperare|(?:puedo|prefiero|quiero|voy a) esperar|sin prisa",
    but="pero",
)
_GERMAN = WithdrawalWords(
    bot=(
        "(?:den |der |dem |die |das |ihren |ihr |eure |euren )?(?:bot|roboter|chatbot|ki|ai|assistent|assistenten|"
        "computer)"
    ),
    back=(
        (
            r"(?:lass|lasst|lassen sie) (?:\w+ ){0,2}?BOT (?:\w+ ){0,3}?(?:antworten|beantworten|machen|ubernehmen|"
            r"helfen|"
            "weitermachen|weiterhelfen|ran)"
        ),
        (
            r"BOT (?:kann|soll|darf|konnte) (?:\w+ ){0,3}?(?:antworten|beantworten|machen|ubernehmen|helfen|"
            "weitermachen|weiterhelfen|erledigen)"
        ),
        (
            r"(?:kann|soll|darf) (?:\w+ ){0,2}?BOT (?:\w+ ){0,3}?(?:antworten|beantworten|machen|ubernehmen|"
            r"weitermachen)"
        ),
        "(?:zuruck|weiter) (?:zum|zur|zu|mit) BOT",
        "BOT (?:reicht|genugt|ist (?:ok|okay|in ordnung|gut genug))",
    ),
    nobody=(
        (
            r"(?:brauche|brauchen|benotige|mochte|will) (?:\w+ ){0,2}?(?:keinen|keine|kein) (?:\w+ )?(?:menschen|"
            r"mitarbeiter|"
            "mitarbeiterin|person|berater|kollegen|ansprechpartner)(?: mehr)?"
        ),
        r"(?:brauche|brauchen|benotige) (?:\w+ ){0,2}?niemanden(?: mehr)?",
    ),
    soft=(
        "macht nichts|schon gut|egal|vergiss es|vergessen sie es|nicht (?:so )?(?:schlimm|wichtig)|lass gut sein|"
        "kein problem"
    ),
    negations="nicht|nie|niemals|kein|keine|keinen|ohne|statt",
    waits=r"(?:ich )?warte|(?:kann|gern|gerne|lieber) (?:\w+ )?warten|keine eile",
    but="aber",
)
_FRENCH = WithdrawalWords(
    bot="(?:le |la |l |au |votre )?(?:bot|robot|chatbot|ia|assistant|assistant virtuel|machine)",
    back=(
        (
            "(?:laisse|laissez|laissons) (?:donc |plutot )?BOT (?:me |m |y )?(?:repondre|faire|continuer|aider|gerer|"
            "s en occuper)"
        ),
        "que BOT (?:me |m )?(?:reponde|continue|aide|s en occupe)",
        "BOT (?:peut|pourra|pourrait) (?:me |m |y )?(?:repondre|continuer|aider|faire|gerer|s en occuper)",
        (
            "(?:revenir|retour|retourner|revenons|continuer|continuons|parler|reprendre|rester|reste|revenez) (?:a |"
            "avec )?BOT"
        ),
        "BOT (?:suffit|me suffit|me va|va bien|convient)",
    ),
    nobody=(
        (
            "(?:plus|pas) besoin (?:d un |d une |de |d )(?:parler a (?:un |une )?)?(?:humain|personne|conseiller|"
            "conseillere|agent|"
            "quelqu un|operateur)"
        ),
    ),
    soft="laisse tomber|laissez tomber|(?:ce n est |c est )?pas grave|tant pis|oubliez|oublie|peu importe",
    negations="ne|n|pas|jamais|sans|aucun",
    waits=(
        "j attends|j attendrai|je patiente|je vais (?:attendre|patienter)|(?:peux|prefere) (?:attendre|patienter)|"
        "pas presse"
    ),
    but="mais",
)
_ITALIAN = WithdrawalWords(
    bot="(?:il |al |l |all |la |alla )?(?:bot|robot|chatbot|ia|assistente|macchina)",
    back=(
        "(?:lascia|lasci|lasciate|fai|faccia|fate|facciamo) (?:pure )?(?:rispondere|continuare|fare) (?:pure )?BOT",
        "(?:lascia|lasci|lasciate) (?:pure )?(?:che )?BOT (?:mi )?(?:risponda|rispondere|continui|aiuti)",
        "che (?:mi )?(?:risponda|continui) (?:pure )?BOT",
        "BOT (?:mi )?(?:puo|potrebbe) (?:rispondere|rispondermi|aiutare|aiutarmi|continuare)",
        "(?:torno|tornare|torniamo|continuo|continuare|continuiamo|parlo|parlare|resto) (?:a |con )?BOT",
        "BOT (?:va bene|mi basta|basta|e sufficiente)",
    ),
    nobody=(
        (
            "non (?:ho|abbiamo) (?:piu )?bisogno (?:di )?(?:una |un |parlare con (?:una |un )?)?(?:persona|umano|"
            "operatore|nessuno|qualcuno)"
        ),
        "non (?:mi )?serve (?:piu )?(?:una |un |nessuna |nessun )?(?:persona|umano|operatore|nessuno)",
    ),
    soft="lascia perdere|lasci perdere|lasci stare|non importa|(?:non )?fa niente",
    negations="non|mai|senza",
    waits="aspetto|aspettero|attendo|(?:posso|preferisco|vorrei) aspettare|senza fretta",
    but="ma|pero",
)
_PORTUGUESE = WithdrawalWords(
    bot="(?:o |a |ao |pro |pra )?(?:bot|robo|chatbot|ia|assistente|maquina)",
    back=(
        (
            "(?:deixa|deixe|deixem|pode deixar) (?:que )?BOT (?:me )?(?:responder|responda|ajudar|ajude|continuar|"
            "resolver|atender)"
        ),
        "BOT (?:pode|poderia) (?:me )?(?:responder|ajudar|continuar|resolver|atender)",
        "(?:voltar|volto|volta|voltamos|continuar|continuo|falar|falo|fico|prefiro) (?:para |com |a )?BOT",
        "BOT (?:serve|ja serve|resolve|basta|esta bom|ta bom)",
    ),
    nobody=(
        (
            "nao (?:preciso|precisa|precisamos|quero) (?:mais )?(?:de |falar com |chamar )?(?:mais )?(?:um |uma |"
            "nenhum |nenhuma )?"
            "(?:pessoa|humano|atendente|ninguem|alguem)"
        ),
    ),
    soft="deixa (?:pra|para) la|nao importa|esquece|esqueca|tudo bem|nao tem problema|nao faz mal",
    negations="nao|nunca|jamais|sem|nem",
    waits="espero|aguardo|(?:vou|posso|prefiro) (?:esperar|aguardar)|sem pressa",
    but="mas|porem",
)
_POLISH = WithdrawalWords(
    bot=(
        "(?:ten |tym |tego )?(?:bot|bota|botem|botowi|robot|robota|robotem|chatbot|chatbota|chatbotem|ai|si|"
        "asystent|asystenta|asystentem)"
    ),
    back=(
        "niech (?:juz |lepiej |po prostu )?BOT (?:mi |dalej |to )?(?:odpowie|odpowiada|pomoze|zajmie|kontynuuje|zrobi)",
        "niech (?:mi )?(?:odpowie|odpowiada|pomoze) BOT",
        "BOT (?:moze|mogl) (?:mi |to |dalej )?(?:odpowiedziec|odpowiadac|pomoc|kontynuowac)",
        "(?:wroc|wrocmy|wracam|wracajmy|powrot|dalej|rozmawiac|porozmawiam|kontynuujmy) (?:do|z) BOT",
        "BOT (?:wystarczy|jest ok|moze byc)",
    ),
    nobody=(
        (
            "nie (?:potrzebuje|trzeba|potrzeba|chce) (?:juz )?(?:rozmawiac z |rozmowy z )?(?:czlowieka|czlowiekiem|"
            "konsultanta|"
            "konsultantem|osoby|nikogo|nikim)"
        ),
    ),
    soft="niewazne|nie wazne|nieistotne|nie szkodzi|trudno",
    negations="nie|nigdy|bez",
    waits="poczekam|zaczekam|czekam|(?:moge|wole) (?:po|za)?czekac",
    but="ale",
)
_DUTCH = WithdrawalWords(
    bot="(?:de |het |jullie |uw )?(?:bot|robot|chatbot|ai|assistent|computer)",
    back=(
        (
            r"laat (?:\w+ ){0,2}?BOT (?:\w+ ){0,3}?(?:antwoorden|beantwoorden|doen|helpen|verdergaan|overnemen|"
            r"reageren|verder)"
        ),
        r"BOT (?:kan|mag) (?:\w+ ){0,3}?(?:antwoorden|beantwoorden|doen|helpen|verdergaan|overnemen|reageren|verder)",
        "(?:terug|verder|door) (?:naar|met) BOT",
        "BOT (?:is (?:prima|goed|ok|oke|genoeg)|volstaat)",
    ),
    nobody=(
        (
            r"(?:heb|hebben|hoef|wil) (?:\w+ )?geen (?:echte? )?(?:mens|medewerker|persoon|collega)(?: meer)?(?: "
            r"nodig| spreken)?"
        ),
        r"(?:heb|hebben|hoef) (?:\w+ )?niemand (?:meer )?(?:nodig|te spreken)",
    ),
    soft="laat maar|maakt niet uit|geeft niet|vergeet het(?: maar)?|niet (?:zo )?(?:erg|belangrijk)|geen probleem",
    negations="niet|nooit|geen|zonder|liever dan",
    waits=r"ik wacht|wacht (?:wel|liever|gewoon)|kan (?:\w+ )?wachten|geen haast",
    but="maar",
)
_CHINESE = Language(
    re.compile(
        r"(?:让|由|叫|请)(?:你们的|这个|你们)?(?:机器人|智能客服|智能助手|ai|助手)(?:来|继续|先)?(?:回答|回复|帮|处理|解决|说|接)"
        r"|(?:转回|回到|换回|继续用|继续和|继续跟)(?:机器人|智能客服|智能助手|ai|助手)"
        r"|(?:机器人|智能客服|智能助手|ai|助手)(?:来)?(?:回答|回复|处理)?(?:就行|就可以|就好|就够)"
    ),
    re.compile(r"(?:不用|不需要|不必|不要)(?:再)?(?:找|转|叫|等)?(?:人工|真人|客服人员)(?:客服|服务)?"),
    re.compile(r"算了|没关系|没事"),
    re.compile(r"不要|别|不想|不让|不能|不用"),
    re.compile(r"我等|继续等|可以等|再等|等着"),
    re.compile(r"但"),
)
_WRITTEN = (_ENGLISH, _SPANISH, _GERMAN, _FRENCH, _ITALIAN, _PORTUGUESE, _POLISH, _DUTCH)
LANGUAGES = (*(words.compiled() for words in _WRITTEN), _CHINESE)
