"""What a message can mean: the classes that scenarios name, and the kinds of the written corpus that teach them."""

from __future__ import annotations

from types import MappingProxyType

#: The class of those who need nobody: no scenario answers to it.
NOBODY = "nobody"
#: Each kind of the corpus with its class. A head tells the kinds apart and says the classes: a call-back and a wish for
#: the manager lie apart, and so do thanks and the price of a fuse.
CLASS_OF_KIND = MappingProxyType(
    {
        "explicit.plain": "explicit",
        "explicit.callback": "explicit",
        "explicit.manager": "explicit",
        "explicit.named": "explicit",
        "explicit.refuse": "explicit",
        "explicit.reconnect": "explicit",
        "explicit.waiting": "explicit",
        "frustration": "frustration",
        "cancellation": "cancellation",
        "hardship": "hardship",
        "legal": "legal",
        "medical": "medical",
        "emergency": "emergency",
        "bereavement": "bereavement",
        "discrimination": "discrimination",
        "highvalue": "high_value",
        "complaint": "complaint",
        "information": NOBODY,
        "smalltalk": NOBODY,
        "noperson": NOBODY,
        "tempting": NOBODY,
        "ordinary": NOBODY,
    }
)
#: "Yes please" and "no thanks" after the offer of a person mean nothing without it: no head learns them.
ANSWER_KINDS = ("accept", "decline")
KINDS = tuple(CLASS_OF_KIND)
CLASSES = tuple(dict.fromkeys(CLASS_OF_KIND.values()))
PERSON_CLASSES = tuple(name for name in CLASSES if name != NOBODY)
