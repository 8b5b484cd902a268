"""A WhatsApp number of its own beside the seeded one, with an AI of its own."""

import json
from dataclasses import replace

from tools.faults.scene import Scene
from tools.stack import commands
from tools.stack.seed import Seeded

SCRIPT = """
import json, sys
import django
django.setup()
from conversations.models import AiProfile, ChannelAccount
wish = json.load(sys.stdin)
first = ChannelAccount.objects.get(kind="whatsapp", external_id=wish["like"])
profile = AiProfile.objects.create(
    name=wish["name"], debounce_ms=0, base_url=wish["base_url"],
    model="stand-in" if wish["base_url"] else "", timeout_seconds=wish["seconds"],
)
first.pk, first._state.adding = None, True
first.name, first.external_id, first.ai_profile = wish["name"], wish["number"], profile
first.public_id = ChannelAccount._meta.get_field("public_id").get_default()
first.save()
print(first.public_id)
"""


def add_channel(scene: Scene, name: str, number: str, *, base_url: str, seconds: int) -> Seeded:
    """Return the way into a new number whose AI is at `base_url` (empty: the built-in answerer).

    Raises:
        RuntimeError: it was not made; carries what was said.
    """
    wish = {"name": name, "number": number, "base_url": base_url, "seconds": seconds} | {
        "like": scene.seeded.phone_number_id
    }
    done = scene.desk.run(str(commands.BIN / "python"), "-c", SCRIPT, input=json.dumps(wish))
    if done.returncode:
        raise RuntimeError(f"no channel: {done.stderr[-800:]}")
    public_id = done.stdout.strip()
    return replace(
        scene.seeded, public_id=public_id, webhook_path=f"/hooks/whatsapp/{public_id}/", phone_number_id=number
    )
