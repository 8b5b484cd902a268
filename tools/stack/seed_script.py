"""Seeds a migrated desk through its own services. Reads its arguments as JSON from stdin and prints JSON: see seed.py.

Runs in the desk's environment, as a process of its own:  python -m tools.stack.seed_script
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402 - models can be imported only from here on
from django.utils import timezone  # noqa: E402

from accounts.models import Membership, Role, Team, User  # noqa: E402
from conversations.adapters.base import InboundItem, InboundMessage  # noqa: E402
from conversations.models import AiProfile, Brand, ChannelAccount  # noqa: E402
from conversations.services.articles import ArticleText, save_article  # noqa: E402
from conversations.wake import silenced  # noqa: E402
from routing.enums import Availability  # noqa: E402
from routing.models import AgentProfile  # noqa: E402
from routing.services import intake  # noqa: E402
from routing.services.texts import install_acknowledgements  # noqa: E402
from tools.stack.whatsapp import customer_address  # noqa: E402
from triggers.models import Phrase, Scenario  # noqa: E402
from triggers.services.presets.install import install_preset  # noqa: E402
from triggers.services.rules import publish  # noqa: E402

PASSWORD = "a-password-of-the-stack"  # noqa: S105 - of a desk that a tool started for itself
PHONE_NUMBER_ID = "100000000000001"
APP_SECRET = "an-app-secret-of-the-stack"  # noqa: S105 - the same
BATCH = 500
SYLLABLES = ("bak", "keph", "lozz", "mib", "nuv", "raj", "sov", "tiq", "vux", "zab")


def seed(wish: dict[str, Any]) -> dict[str, Any]:
    """Make team, people, accounts, knowledge, rules and customers; return what `seed.Seeded` holds."""
    with transaction.atomic():
        team = Team.objects.create(slug="support", name="Support")
        people = [make_person(team, "manager", Role.MANAGER)]
        people += [make_person(team, f"agent{number}", Role.AGENT) for number in range(1, wish["agents"] + 1)]
        admin = User.objects.create_superuser("admin@stack.localhost", PASSWORD, name="Admin")
        account, webchat = make_accounts(team, wish)
        install_acknowledgements()
        save_article(text=ArticleText("Delivery times", "Delivery takes two to four working days inside the country."))
        save_article(text=ArticleText("Payment", "We accept credit card, debit card and bank transfer."))
        install_preset(name="general")
        add_phrases(wish["phrases"])
    add_customers(account, wish["customers"])
    return {
        "public_id": account.public_id,
        "app_secret": APP_SECRET,
        "webhook_path": f"/hooks/whatsapp/{account.public_id}/",
        "phone_number_id": PHONE_NUMBER_ID,
        "webchat_id": webchat.public_id,
        "password": PASSWORD,
        "admin": admin.email,
        "manager": people[0].email,
        "agents": [person.email for person in people[1:]],
    }


def make_person(team: Team, name: str, role: Role) -> User:
    """Return a member of the team who is online."""
    user = User.objects.create_user(f"{name}@stack.localhost", PASSWORD, name=name.capitalize())
    Membership.objects.create(user=user, team=team, role=role)
    profile = AgentProfile(user=user, availability=Availability.ONLINE, capacity=10_000, last_seen_at=timezone.now())
    profile.save()
    return user


def make_accounts(team: Team, wish: dict[str, Any]) -> tuple[ChannelAccount, ChannelAccount]:
    """Return a WhatsApp number, real as soon as there is a Meta to send to, and a web chat."""
    Brand.objects.create(name="Stack Shop", is_default=True)
    profile = AiProfile.objects.create(
        name="AI", is_default=True, debounce_ms=wish["debounce_ms"],
        base_url=wish["ai_base_url"], model="stand-in" if wish["ai_base_url"] else "",
        timeout_seconds=wish["ai_timeout_seconds"],
    )  # fmt: skip
    whatsapp = ChannelAccount.objects.create(
        kind="whatsapp", name="WhatsApp", team=team, ai_profile=profile, external_id=PHONE_NUMBER_ID,
        secrets={"app_secret": APP_SECRET, "verify_token": APP_SECRET, "access_token": wish["access_token"]},
        simulator=not wish["meta_base_url"],
    )  # fmt: skip
    webchat = ChannelAccount.objects.create(kind="webchat", name="Web chat", team=team, ai_profile=profile)
    return whatsapp, webchat


def add_phrases(count: int) -> None:
    """Spread so many invented phrases, which no message of the tools contains, over the live scenarios; publish."""
    if not count:
        return
    scenarios = list(Scenario.objects.filter(phrases__isnull=False).distinct().order_by("key"))
    Phrase.objects.bulk_create(
        Phrase(scenario=scenarios[number % len(scenarios)], text=invented_phrase(number)) for number in range(count)
    )
    publish()


def invented_phrase(number: int) -> str:
    """Return three words that no language has, of a vocabulary of a thousand, like real rules of that size."""
    words = (number % 1000, number * 7 % 1000, (number // 1000 + number * 13) % 1000)
    return " ".join("".join(SYLLABLES[int(digit)] for digit in f"{word:03d}") for word in words)


def add_customers(account: ChannelAccount, count: int) -> None:
    """Let so many customers have said hello once; nobody is woken for it."""
    for first in range(0, count, BATCH):
        with transaction.atomic(), silenced():
            for number in range(first, min(first + BATCH, count)):
                address = customer_address(number)
                # With the number, as WhatsApp tells it: else a customer's next message would have it to fill in.
                content = InboundMessage(
                    external_ids=(address,), body="Hello", name=f"Customer {number}", phone=address
                )
                item = InboundItem(kind="message", provider_id=f"seed:{number}", raw={"seed": number}, content=content)
                intake.receive(account=account, item=item)


if __name__ == "__main__":
    json.dump(seed(json.load(sys.stdin)), sys.stdout)
