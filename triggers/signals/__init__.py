"""One signal per category. To add one: a module with a function of this shape, and one line here."""

from types import MappingProxyType

from triggers.signals.attempts import judge_failed_attempts
from triggers.signals.base import Signal, SignalFinding, Situation
from triggers.signals.customer import judge_business_rule, judge_vip
from triggers.signals.explicit import judge_explicit
from triggers.signals.phrases import judge_phrases
from triggers.signals.repetition import judge_repetition
from triggers.signals.reported import (
    judge_complex_request,
    judge_information_gap,
    judge_lead_class,
    judge_low_confidence,
    judge_out_of_scope,
)
from triggers.signals.tone import judge_frustration
from triggers.signals.value import judge_high_value

#: Category -> signal.
SIGNALS = MappingProxyType[str, Signal](
    {
        "explicit_request": judge_explicit,
        "sensitive": judge_phrases,
        "cancellation": judge_phrases,
        "frustration": judge_frustration,
        "failed_attempts": judge_failed_attempts,
        "repetition": judge_repetition,
        "low_confidence": judge_low_confidence,
        "information_gap": judge_information_gap,
        "high_value": judge_high_value,
        "lead_class": judge_lead_class,
        "complex_request": judge_complex_request,
        "out_of_scope": judge_out_of_scope,
        "vip": judge_vip,
        "business_rule": judge_business_rule,
    }
)

__all__ = ["SIGNALS", "Signal", "SignalFinding", "Situation"]
