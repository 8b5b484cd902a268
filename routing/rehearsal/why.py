"""Why a message called a person or did not, and what people say of it: for whoever sees the conversation.

Everybody who sees it may give a verdict. The word of an admin, or of a manager of the conversation's team, binds: the
regression case made of it must pass before rules are published. An agent's is a proposal.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Message
from routing.access import may_manage_team, visible_messages
from routing.errors import NotVisible, Refused
from triggers.matching import PatternError
from triggers.models import Verdict
from triggers.services import verdicts
from triggers.services.explain import Explanation, explain
from triggers.services.verdicts import NotJudged, ReviewWord, UnknownScenario


def get_visible_message(user: User, message_id: UUID) -> Message:
    """Return one message with its conversation.

    Raises:
        NotVisible: it does not exist, or not for this user.
    """
    row = visible_messages(user).select_related("conversation").filter(pk=message_id).first()
    if row is None:
        raise NotVisible
    return row


def word_binds(user: User, message: Message) -> bool:
    """Whether a case made of this person's verdict must pass."""
    return may_manage_team(user, message.conversation.team_id)


def explain_to(user: User, message: Message) -> Explanation:
    """Return why a message fired or not; what the draft says is told to admins alone, as it is their unfinished work.

    A draft that cannot be read is left out.
    """
    try:
        return explain(message, with_draft=user.is_staff)
    except PatternError:
        return explain(message, with_draft=False)


def give_verdict(*, message_id: UUID, user: User, scenario_key: str, should_fire: bool, note: str = "") -> Message:
    """Keep this person's word on a message; of several words on a scenario the last one counts.

    Raises:
        NotVisible: no such message for this person.
        Refused: nothing judged the message, or there is no such scenario.
    """
    message = get_visible_message(user, message_id)
    word = ReviewWord(scenario_key, should_fire, note, binds=word_binds(user, message))
    try:
        verdicts.give_verdict(message=message, word=word, user=user)
    except NotJudged as error:
        raise Refused(_("This message was not judged, so there is nothing to correct.")) from error
    except UnknownScenario as error:
        raise Refused(_("No such scenario.")) from error
    return message


def withdraw_verdict(*, message_id: UUID, user: User, scenario_key: str) -> Message:
    """Take a word back: one's own, or (admins and managers) anybody's. Without one nothing happens.

    Raises:
        NotVisible: no such message for this person.
        Refused: only colleagues have said something.
    """
    message = get_visible_message(user, message_id)
    binds = word_binds(user, message)
    said = list(verdicts.words_on(message).filter(scenario_key=scenario_key))
    if said and not any(may_withdraw(verdict, user, binds=binds) for verdict in said):
        raise Refused(_("A colleague gave the latest verdict. You can add your own."))
    verdicts.withdraw_verdict(message=message, scenario_key=scenario_key, user=user, binds=binds)
    return message


def may_withdraw(verdict: Verdict, user: User, *, binds: bool) -> bool:
    """Whether this person may take a word back."""
    return binds or verdict.reviewer_id == user.pk
