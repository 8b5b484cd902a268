"""Which AI answers on an account, and how long it may take."""

from datetime import timedelta

from conversations import rows
from conversations.ai.types import Engine
from conversations.models import AiProfile, Brand, ChannelAccount

# The engine's time-out holds for the whole turn; a worker that has not settled so long after it has died.
LEASE_MARGIN = timedelta(seconds=30)


def profile_of(account: ChannelAccount) -> AiProfile:
    """Return the account's AI profile, else the default one, else the built-in answerer."""
    own = account.ai_profile_id
    found = rows.find(AiProfile, id=own) if own else rows.find(AiProfile, is_default=True)
    return found or AiProfile(name="built-in")


def debounce_of(account: ChannelAccount) -> timedelta:
    """Return how long to wait for more from the customer: what `profile_of` says, by one short statement."""
    if account.ai_profile_id:
        found = rows.fetch("SELECT debounce_ms FROM conversations_aiprofile WHERE id = %s", (account.ai_profile_id,))
    else:
        found = rows.fetch("SELECT debounce_ms FROM conversations_aiprofile WHERE is_default", ())
    return timedelta(milliseconds=found[0][0] if found else AiProfile().debounce_ms)


def engine_of(profile: AiProfile, brand: Brand) -> Engine:
    """Return what the AI client needs of a profile, and in whose name it speaks."""
    if not profile.uses_model:
        return Engine(business_name=brand.name, ai_name=brand.ai_name, instructions=profile.instructions)
    return Engine(
        business_name=brand.name,
        ai_name=brand.ai_name,
        base_url=profile.base_url,
        model=profile.model,
        api_key=profile.api_key,
        timeout=float(profile.timeout_seconds),
        instructions=profile.instructions,
    )


def lease_of(engine: Engine) -> timedelta:
    """Return how long a worker may take for a turn before another one may run it."""
    return LEASE_MARGIN + timedelta(seconds=engine.timeout if engine.base_url else 0)
