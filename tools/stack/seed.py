"""People, channels and rules for a desk that a tool has started."""

import json
from dataclasses import dataclass

from tools.stack import commands
from tools.stack.desk import Desk

# What tests/standins/meta.py expects as the bearer token.
ACCESS_TOKEN = "stand-in-access-token"  # noqa: S105 - of a stand-in


@dataclass(frozen=True)
class Seeded:
    """How to get in: one WhatsApp number, one web chat, a manager and agents of one team, an admin; one password."""

    public_id: str
    app_secret: str
    webhook_path: str
    phone_number_id: str
    webchat_id: str
    password: str
    admin: str
    manager: str
    agents: list[str]


def seed(  # noqa: PLR0913 - each is one thing about the desk that a tool may want
    desk: Desk,
    *,
    customers: int = 0,
    phrases: int = 0,
    agents: int = 2,
    ai_base_url: str = "",
    ai_timeout_seconds: int = 30,
    debounce_ms: int = 0,
    meta_base_url: str = "",
    access_token: str = ACCESS_TOKEN,
) -> Seeded:
    """Seed a migrated desk, running or not.

    `customers` have said "Hello" once each (whatsapp.customer_address gives their numbers); their AI turns are due.
    `ai_base_url`: a model there answers, else the built-in answerer. `meta_base_url`: the WhatsApp number is live (the
    desk's processes need the same as META_GRAPH_BASE_URL), else it is simulated.

    Raises:
        RuntimeError: it failed; carries what it said.
    """
    wish = {
        "customers": customers, "phrases": phrases, "agents": agents, "ai_base_url": ai_base_url,
        "ai_timeout_seconds": ai_timeout_seconds, "debounce_ms": debounce_ms, "meta_base_url": meta_base_url,
        "access_token": access_token,
    }  # fmt: skip
    done = desk.run(str(commands.BIN / "python"), "-m", "tools.stack.seed_script", input=json.dumps(wish))
    if done.returncode != 0:
        raise RuntimeError(f"seeding failed: {done.stderr[-2000:]}")
    return Seeded(**json.loads(done.stdout))
