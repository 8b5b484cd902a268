"""The demo's channels, knowledge, hours, promises and texts: a small plant shop."""

import secrets
from datetime import time
from pathlib import Path
from typing import Any

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import AiProfile, Brand, ChannelAccount
from conversations.services.articles import ArticleText, save_article
from routing.enums import SlaMetric
from routing.models import Calendar, CalendarSpan, SlaPolicy, SlaTarget

BUSINESS = "Fern & Clay"
KNOWLEDGE = Path(__file__).with_name("knowledge.md")


def make_knowledge() -> int:
    """Store the shop's articles and return how many."""
    parts = KNOWLEDGE.read_text(encoding="utf-8").split("# ")[1:]
    for part in parts:
        title, body = part.split("\n", 1)
        save_article(text=ArticleText(title=title.strip(), body=body.strip()))
    return len(parts)


def make_channels(team: Team) -> tuple[ChannelAccount, ChannelAccount]:
    """Create the shop's brand, the built-in AI, a simulated WhatsApp number and the web chat."""
    Brand.objects.create(name=BUSINESS, is_default=True)
    profile = AiProfile.objects.create(
        name="Shop assistant",
        is_default=True,
        debounce_ms=400,
        instructions="Be brief and warm. Never promise a refund or a date that the knowledge base does not name.",
    )
    whatsapp = ChannelAccount.objects.create(
        kind="whatsapp",
        name="Shop WhatsApp",
        team=team,
        ai_profile=profile,
        external_id="100000000000001",
        display_address="+1 202 555 0100",
        secrets={
            "app_secret": secrets.token_hex(16),
            "verify_token": secrets.token_urlsafe(16),
            "access_token": secrets.token_urlsafe(24),
        },
        simulator=True,
    )
    webchat = ChannelAccount.objects.create(kind="webchat", name="Shop web chat", team=team, ai_profile=profile)
    return whatsapp, webchat


def make_hours(sales: Team) -> Calendar:
    """Create the shop's hours and what the teams promise in them.

    The demo's promises count around the clock, so that it shows the same at night; the shop's real hours are there to
    choose.
    """
    shop = Calendar.objects.create(name="Shop hours", time_zone="Europe/Berlin")
    CalendarSpan.objects.bulk_create(
        CalendarSpan(calendar=shop, weekday=day, opens=time(9 if day < 5 else 10), closes=time(18 if day < 5 else 16))
        for day in range(6)
    )
    always = Calendar.objects.create(name="Around the clock", time_zone="Europe/Berlin", always_open=True)

    _promise(SlaPolicy.objects.create(name="Standard", calendar=always), answer=15)
    _promise(SlaPolicy.objects.create(name="Sales", team=sales, calendar=always), answer=10)
    return shop


def _promise(policy: SlaPolicy, *, answer: int) -> None:
    first, done = SlaMetric.FIRST_RESPONSE, SlaMetric.RESOLUTION
    times = ((first, Priority.NORMAL, answer), (first, Priority.URGENT, 5), (done, Priority.NORMAL, 24 * 60))
    SlaTarget.objects.bulk_create(
        SlaTarget(policy=policy, metric=metric, priority=priority, minutes=minutes)
        for metric, priority, minutes in times
    )


def channel_secrets(account: ChannelAccount, base_url: str) -> dict[str, Any]:
    """Return what a newcomer needs to speak to an account as its provider or visitor."""
    common = {"channel": account.kind, "public_id": account.public_id, "name": account.name}
    if account.kind == "webchat":
        return common | {"widget_token": account.public_id, "page_url": f"{base_url}/chat/{account.public_id}/"}
    return common | {
        "webhook_path": f"/hooks/{account.kind}/{account.public_id}/",
        "app_secret": account.secrets["app_secret"],
        "verify_token": account.secrets["verify_token"],
        "phone_number_id": account.external_id,
    }
