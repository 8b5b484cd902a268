"""One text as several messages of a channel: the only place where a text is cut for a provider."""

from collections.abc import Iterator

from conversations.adapters.declaration import TextLimit

# Where a reader expects a pause, the best one first.
PAUSES = ("\n\n", "\n", ". ", " ")


def split_text(text: str, limit: TextLimit) -> list[str]:
    """Return the pieces of a text, each within the limit, cut at a pause where the second half of a piece has one.

    What a reader sees as one letter is never cut (an emoji with its skin colour, a letter with its accents), unless it
    alone is longer than the limit. White space at a cut is left out.
    """
    return [text] if limit.holds(text) else list(_pieces(text, limit))


def _pieces(text: str, limit: TextLimit) -> Iterator[str]:
    start = 0
    while start < len(text):
        # A character counts at least as one, so more than this never fits.
        head = text[start : start + limit.size + 1]
        end = len(head) if limit.holds(head) else _cut(head, limit)
        if piece := head[:end].strip():
            yield piece
        start += end


def _cut(head: str, limit: TextLimit) -> int:
    end = _fitting(head, limit)
    for pause in PAUSES:
        found = head.rfind(pause, end // 2, end)
        if found > 0:
            return found + len(pause)
    return end


def _fitting(head: str, limit: TextLimit) -> int:
    """Return how much of a text that is too long fits, in whole letters as a reader counts them."""
    import regex  # type: ignore[import-untyped]  # lazy: hardly any text is longer than one message

    end = used = 0
    for letter in regex.finditer(r"\X", head):
        used += limit.measure(letter.group())
        if used > limit.size:
            break
        end = letter.end()
    return end or _characters_fitting(head, limit)


def _characters_fitting(head: str, limit: TextLimit) -> int:
    end = used = 0
    for character in head:
        used += limit.measure(character)
        if used > limit.size:
            break
        end += 1
    return max(end, 1)
