"""The account that a provider's call is for."""

from functools import cache

from conversations import rows
from conversations.models import ChannelAccount


def find_account(*, kind: str, public_id: str) -> ChannelAccount | None:
    """Return the account behind a webhook's address as it is now; None when there is none or it is switched off."""
    found = rows.fetch(_account_text(), (public_id, kind))
    return rows.make(ChannelAccount, found[0]) if found else None


@cache
def _account_text() -> str:
    columns = rows.columns_of(ChannelAccount, "a")
    return f"SELECT {columns} FROM conversations_channelaccount a WHERE public_id = %s AND kind = %s AND is_active"  # noqa: S608 - names of our own models
