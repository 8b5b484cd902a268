"""What the customer is told the moment a person is needed: only what the calendar and the SLA can keep."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import ChannelAccount, Conversation
from conversations.services.brands import brand_of
from routing.calendar import is_open, next_opening
from routing.models import AcknowledgementTemplate
from routing.services.hours import Promise
from routing.unanswered import WITHDRAWAL

SENTENCE = re.compile(r"[^.!?。！？]*[.!?。！？]*\s*")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
FALLBACK_LANGUAGE = "en"
STANDARD = "standard"
TAKEOVER = "takeover"
REACTIVATION = "reactivation"
# Those whose words nobody else's text can stand in for.
OWN_WORDS = (TAKEOVER, REACTIVATION, WITHDRAWAL)
# Said unless the admin has a text of this key: in the customer's language, as the standard texts are.
WITHDRAWALS = {
    "en": "No problem, we've told our team you don't need a person right now. If that changes, just say so.",
    "es": "De acuerdo, hemos avisado a nuestro equipo de que ahora no necesita a una persona. "
    "Si cambia de idea, solo tiene que decirlo.",
    "de": "In Ordnung, unser Team weiß, dass Sie jetzt keinen Menschen brauchen. "
    "Wenn doch, sagen Sie einfach Bescheid.",
    "fr": "C'est noté, notre équipe sait que vous n'avez pas besoin d'une personne pour l'instant. "
    "Si vous changez d'avis, dites-le simplement.",
    "it": "Va bene, il nostro team sa che per ora non Le serve una persona. Se cambia idea, basta dirlo.",
    "pt": "Tudo bem, a nossa equipe já sabe que não é preciso uma pessoa agora. Se mudar de ideia, é só dizer.",
    "pl": "Dobrze, nasz zespół wie, że rozmowa z człowiekiem nie jest teraz potrzebna. "
    "W razie czego wystarczy napisać.",
    "nl": "Prima, ons team weet dat u nu geen medewerker nodig hebt. Toch wel? Zeg het gerust.",
    "zh": "好的，我们已经告诉团队您现在不需要真人客服。如果之后需要，随时告诉我。",
}  # fmt: skip
HOUR = 60
# They follow the customer's language, not that of a reader of the interface, so they stand here and not in a catalogue.
# There is never just one of them, and they stand after "within".
UNITS = {
    "en": ("minutes", "hours", "days"),
    "de": ("Minuten", "Stunden", "Tagen"),
    "es": ("minutos", "horas", "días"),
    "fr": ("minutes", "heures", "jours"),
    "it": ("minuti", "ore", "giorni"),
    "pt": ("minutos", "horas", "dias"),
    "pl": ("minut", "godzin", "dni"),
    "nl": ("minuten", "uur", "dagen"),
    "zh": ("分钟", "小时", "天"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What an acknowledgement is written for."""

    conversation: Conversation
    key: str
    promise: Promise
    now: datetime
    agent: User | None = None


def compose(setting: Setting) -> str:
    """Fill the template of this key, language and hours.

    Without a template a built-in sentence serves, so it is never silent.
    """
    open_now = is_open(setting.promise.hours, setting.now)
    due = setting.promise.answer_due(setting.now)
    language = setting.conversation.language or setting.conversation.lead.language or FALLBACK_LANGUAGE
    account = setting.conversation.account
    template = find_template(setting.key, language, open_now=open_now, account=account)
    spoken = template.language if template else _spoken_by_us(setting.key, language)
    with translation.override(spoken):
        text = template.text if template else builtin_text(setting.key, open_now=open_now, language=spoken)
        values = _values(setting, due, open_now=open_now)
        if "{business}" in text:
            values["business"] = brand_of(account).name
        # A template may consist of sentences that all lack a value; the customer is told something all the same.
        return fill(text, values) or fill(builtin_text(setting.key, open_now=open_now, language=spoken), values)


def _spoken_by_us(key: str, language: str) -> str:
    """Return the language of a built-in sentence: mostly English, so that no foreign weekday stands in it."""
    short = language.split("-", maxsplit=1)[0].lower()
    return short if key == WITHDRAWAL and short in WITHDRAWALS else FALLBACK_LANGUAGE


def find_template(
    key: str, language: str, *, open_now: bool, account: ChannelAccount | None = None
) -> AcknowledgementTemplate | None:
    """Return the best template: the key before the standard one, the customer's language before English.

    Then that of the account's brand before that of all brands; without an account only the latter are asked.
    """
    hours = AcknowledgementTemplate.Hours.OPEN if open_now else AcknowledgementTemplate.Hours.CLOSED
    short = language.split("-", maxsplit=1)[0].lower()
    rows = AcknowledgementTemplate.objects.filter(
        _of_brand(account), key__in=(key, STANDARD), language__in=(short, FALLBACK_LANGUAGE), hours=hours
    )
    own_words = key in OWN_WORDS
    ranked = sorted(
        (row for row in rows if row.key == key or not own_words),
        key=lambda row: (row.key != key, row.language != short, row.brand_id is None),
    )
    return ranked[0] if ranked else None


def _of_brand(account: ChannelAccount | None) -> Q:
    everybodys = Q(brand__isnull=True)
    if account is None:
        return everybodys
    return everybodys | (Q(brand=account.brand_id) if account.brand_id else Q(brand__is_default=True))


def builtin_text(key: str, *, open_now: bool, language: str = FALLBACK_LANGUAGE) -> str:
    """Return the sentence used when the admin has none of this key."""
    if key == WITHDRAWAL:
        return WITHDRAWALS[language]
    if key == TAKEOVER:
        return _(
            "Hello, this is {agent} from our team. I've read your messages and I'm taking over from the AI assistant."
        )
    if key == REACTIVATION:
        return _(
            "Sorry, no one from our team has been able to reply yet. Your request is still open. I'm "
            "the AI assistant and can help in the meantime, or just say that you want a person."
        )
    if open_now:
        return _(
            "I'm passing you to a colleague in {team} who can see everything you wrote, so you won't "
            "have to repeat yourself. You should hear from us within {wait}."
        )
    return _(
        "I've passed your request to our team, who can see everything you wrote, so you won't have "
        "to repeat yourself. We're closed right now and open again {opens}."
    )


def fill(text: str, values: dict[str, str]) -> str:
    """Put values for the placeholders; a sentence whose placeholder has no value is left out."""
    sentences = [
        sentence
        for sentence in SENTENCE.findall(text)
        if all(values.get(name) for name in PLACEHOLDER.findall(sentence))
    ]
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], "".join(sentences)).strip()


def wait_words(minutes: int) -> str:
    """Return a coarse duration that is never shorter than the real one: minutes in fives, then hours, then days.

    In the active language where we have its words, else in English.
    """
    in_minutes, in_hours, in_days = UNITS.get((translation.get_language() or "")[:2], UNITS[FALLBACK_LANGUAGE])
    if minutes <= HOUR:
        return f"{max(5, -(-minutes // 5) * 5)} {in_minutes}"
    if minutes <= 24 * HOUR:
        return f"{-(-minutes // HOUR)} {in_hours}"
    return f"{-(-minutes // (24 * HOUR))} {in_days}"


def opening_words(opens: datetime, zone: ZoneInfo) -> str:
    """Return weekday, date and time of an opening in the business's own time zone."""
    local = timezone.localtime(opens, zone)
    return formats.date_format(local, "l j F, H:i") + f" ({local.tzname()})"


def _values(setting: Setting, due: datetime, *, open_now: bool) -> dict[str, str]:
    opens = None if open_now else next_opening(setting.promise.hours, setting.now)
    minutes = -(-int((due - setting.now).total_seconds()) // 60)
    return {
        "name": setting.conversation.lead.name.split(" ")[0],
        "team": setting.conversation.team.name,
        "agent": setting.agent.get_short_name() if setting.agent else "",
        "wait": wait_words(minutes) if open_now else "",
        "opens": opening_words(opens, setting.promise.hours.zone) if opens else "",
    }
