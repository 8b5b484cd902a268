"""One turn of the AI: a brief in, a draft out. Nothing here is sent; the engine of the triggers decides."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conversations.ai import builtin
from conversations.ai.budget import Budget
from conversations.ai.client import INVALID, REFUSED, ModelFault, Request, complete, load
from conversations.ai.disclosure import asks_whether_human, truthful_answer
from conversations.ai.guard import check_reply, cut, strip_markup
from conversations.ai.language import is_plainly_other
from conversations.ai.prompts import summary, turn
from conversations.ai.tools import TOOLS, Wishes, mentions_escalation, read_wishes, result_of
from conversations.ai.types import Brief, Draft, Engine
from conversations.ai.wire import ModelAnswer

logger = logging.getLogger(__name__)

#: The first answer, and one more after the recorded details were returned to the model.
MOST_ROUNDS = 2
#: Why there is no draft when the model keeps to a language that is not the customer's.
WRONG_LANGUAGE = "wrong language"
LONGEST_SUMMARY = 800
#: A question about us with no more words than this asks nothing else.
BARE_QUESTION_WORDS = 12
FENCE = "```"


def write_draft(brief: Brief) -> Draft:
    """Return what the AI proposes for the newest customer words. Never raises for what a provider does.

    "Are you human?" is answered by code; a longer message gets the true answer and the AI's reply after it.
    Takes at most the engine's time-out, all rounds and repeats included.
    """
    _, question = turn.split_newest(brief.transcript)
    asked_us = asks_whether_human(question)
    truth = truthful_answer(brief.language, brief.engine.business_name)
    if asked_us and len(question.split()) <= BARE_QUESTION_WORDS:
        return Draft(text=truth, confidence=1.0, intent="asks whether human", engine=builtin.NAME)
    draft = _ask_model(brief) if uses_model(brief.engine) else builtin.answer(brief, question)
    if asked_us and draft.text and not draft.text.startswith(truth):
        return replace(draft, text=f"{truth}\n\n{draft.text}")
    return draft


def write_summary(brief: Brief) -> str:
    """Return a summary for the colleague who takes over; empty without a model or when it fails."""
    if not uses_model(brief.engine) or not brief.transcript:
        return ""
    try:
        answer = complete(brief.engine, Request(summary.build_messages(brief)))
    except ModelFault as fault:
        logger.warning("ai.summary_failed", extra={"kind": fault.kind, "reason": fault.reason})
        return ""
    return cut(strip_markup(answer.content), LONGEST_SUMMARY)


def uses_model(engine: Engine) -> bool:
    """Return whether a model answers; else the built-in answerer does."""
    return bool(engine.base_url and engine.model)


def _ask_model(brief: Brief) -> Draft:
    load()
    budget = Budget.of(brief.engine.timeout)
    try:
        draft = _in_their_language(brief, turn.build_messages(brief), budget)
    except ModelFault as fault:
        logger.warning("ai.failed", extra={"kind": fault.kind, "reason": fault.reason})
        draft = Draft(failed=fault.kind)
    return replace(draft, engine=brief.engine.model)


def _in_their_language(brief: Brief, messages: list[dict[str, Any]], budget: Budget) -> Draft:
    """Return the draft; one in another language than the customer's is asked for once more, and then given up.

    Raises:
        ModelFault: no usable answer.
    """
    _, question = turn.split_newest(brief.transcript)
    draft = _converse(brief, messages, budget)
    if not draft.text or not is_plainly_other(draft.text, asked=question):
        return draft
    logger.info("ai.retry", extra={"kind": WRONG_LANGUAGE, "reason": ""})
    again = _converse(brief, [*messages, *turn.wrong_language(draft.text)], budget)
    both = replace(again, details={**draft.details, **again.details}, usage=_sum(draft.usage, again.usage))
    if again.text and is_plainly_other(again.text, asked=question):
        logger.warning("ai.failed", extra={"kind": WRONG_LANGUAGE, "reason": ""})
        return Draft(failed=WRONG_LANGUAGE, details=both.details, usage=both.usage)
    return both


def _converse(brief: Brief, messages: list[dict[str, Any]], budget: Budget) -> Draft:
    """Ask, record details, ask once more for the text; a wish for a human ends the turn.

    Raises:
        ModelFault: no usable answer in either round.
    """
    details: dict[str, str] = {}
    usage: dict[str, int] = {}
    for _ in range(MOST_ROUNDS):
        answer = complete(brief.engine, Request(messages, TOOLS, turn.RESPONSE_FORMAT), budget)
        wishes = read_wishes(answer.calls)
        details |= wishes.details
        usage = _sum(usage, answer.usage)
        if wishes.escalate or answer.content.strip() or answer.refused or not answer.calls:
            return replace(_read_draft(brief, answer, wishes), details=details, usage=usage)
        messages = [*messages, *_tool_round(answer)]
    return Draft(failed=INVALID, details=details, usage=usage)


def _sum(before: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + more.get(name, 0) for name in {**before, **more}}


def _tool_round(answer: ModelAnswer) -> list[dict[str, Any]]:
    """Return the model's calls and our results, as the wire wants them back."""
    calls = [
        {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.raw_arguments}}
        for call in answer.calls
    ]
    results = [{"role": "tool", "tool_call_id": call.id, "content": result_of(call)} for call in answer.calls]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *results]


def _read_draft(brief: Brief, answer: ModelAnswer, wishes: Wishes) -> Draft:
    escalate = wishes.escalate or mentions_escalation(answer.content)
    report = _read_report(answer.content)
    if escalate:
        # Text beside the call is only kept for its report: the acknowledgement is the system's to write.
        kept = report or {}
        return replace(_reported(kept), escalate=True, escalate_reason=wishes.reason, urgent=wishes.urgent)
    if answer.refused:
        return Draft(failed=REFUSED)
    if report is None:
        return Draft(failed=INVALID)
    checked = check_reply(
        _as_text(report.get("reply")),
        prompt=turn.system_prompt(brief),
        language=brief.language,
        business_name=brief.engine.business_name,
    )
    if not checked.text:
        return Draft(failed=INVALID)
    if checked.leaked or checked.claimed_human:
        logger.warning("ai.reply_changed", extra={"leaked": checked.leaked, "claimed_human": checked.claimed_human})
    return replace(
        _reported(report),
        text=checked.text,
        urgent=wishes.urgent,
        promised_handoff=checked.promised_handoff,
        source_ids=tuple(dict.fromkeys(source.article_id for source in brief.sources)),
    )


def _read_report(content: str) -> dict[str, Any] | None:
    """Return the JSON object, or plain text as its reply; None for something cut or malformed that no one may read."""
    text = _without_fence(content.strip())
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None if text.startswith(("{", "[", "```")) or not text else {"reply": text}
    if isinstance(value, dict):
        return value if isinstance(value.get("reply"), str) else None
    return {"reply": text} if isinstance(value, (int, float)) else {"reply": value} if isinstance(value, str) else None


def _without_fence(text: str) -> str:
    """Return what stands between ``` or ```json and ```; any other text as it is."""
    if len(text) < 2 * len(FENCE) or not (text.startswith(FENCE) and text.endswith(FENCE)):
        return text
    inner = text[len(FENCE) : -len(FENCE)]
    return (inner[4:] if inner[:4].lower() == "json" else inner).strip()


def _reported(report: Mapping[str, Any]) -> Draft:
    sentiment, lead_class = _as_text(report.get("sentiment")).lower(), _as_text(report.get("lead_class")).lower()
    return Draft(
        confidence=_as_share(report.get("confidence")),
        intent=_as_text(report.get("intent"))[:80],
        sentiment=sentiment if sentiment in {"positive", "neutral", "negative"} else "",
        lead_class=lead_class if lead_class in {"hot", "warm", "cold"} else "",
        information_gap=report.get("information_gap") is True,
        out_of_scope=report.get("out_of_scope") is True,
    )


def _as_share(value: Any) -> float | None:
    """Return a number from 0 to 1; models also write 85, "0.8" or "high"."""
    try:
        number = float(str(value).strip().rstrip("%")) if not isinstance(value, bool) else -1.0
    except ValueError:
        return None
    if not 0 <= number <= 100:  # not a number fails this too
        return None
    return number if number <= 1 else number / 100


def _as_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
