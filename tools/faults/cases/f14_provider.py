"""F14: the provider takes a message and its answer is cut; the 24-hour window is closed; a rate limit."""

import json
import time
from collections.abc import Iterator
from uuid import UUID

from tests.standins.server import Reply
from tools.faults.agent import Agent
from tools.faults.cases.f04_take_over import AI_SECONDS
from tools.faults.context import Context
from tools.faults.load import WISHES, Load, Posted, Saying
from tools.faults.registry import Case
from tools.faults.result import Result
from tools.faults.scene import Scene, production, wait_for
from tools.faults.threads import conversations
from tools.stack.desk import Layout
from tools.stack.whatsapp import customer_address, sign

REPLIES = 3
# Meta: one message in six seconds to one customer, after that 131056.
PAIR_SECONDS = 6.0
UNKNOWN = "SELECT id FROM conversations_message WHERE delivery = 'unknown'"


def run(context: Context) -> Iterator[Result]:
    """Run the three against one production set, each with customers of its own."""
    with production(context, "provider", Layout(watchdog=0), ai_seconds=AI_SECONDS) as scene:
        agent = Agent(scene.desk.urls[0], scene.seeded.agents[0], scene.seeded.password).log_in()
        count = context.size(20, 5)
        yield cut(scene, count)
        yield closed_window(scene, agent, count)
        yield rate_limit(scene, agent, context.size(4, 2))


def cut(scene: Scene, count: int) -> Result:
    """Cut the answer of each acknowledgement: unknown, never sent again, settled by the provider's own report."""
    scene.provider.script(*[Reply(cut=True)] * count)
    posted = wish(scene, "cut", range(count))
    wait_for(lambda: len(scene.ask(UNKNOWN)) >= count, 60)
    time.sleep(5)  # two sweeps of the outbox: whoever sends again does it now
    unknown = [str(UUID(str(row[0]))) for row in scene.ask(UNKNOWN)]
    complaints = [] if len(unknown) == count else [f"{len(unknown)} of {count} are unknown"]
    for number, key in enumerate(unknown):
        report(scene, key, f"wamid.LATE{number:04d}")
    if not wait_for(lambda: not scene.ask(UNKNOWN), 30):
        complaints.append("the provider's report did not settle them")
    scene.wait_settled(60)
    findings = scene.audit(posted.accepted)
    note = f"{len(unknown)} unknown, shown as such, then settled by the provider's report"
    return findings.result(
        "F14 answer cut", injected=count, messages=len(posted.accepted), recover=None, complaints=complaints, note=note
    )


def closed_window(scene: Scene, agent: Agent, count: int) -> Result:
    """Refuse the agent's answers for the closed window: failed, with a reason that says what to do."""
    first = 1_000
    posted = wish(scene, "window", range(first, first + count))
    ids = conversations(scene)
    scene.wait_settled(60)
    scene.provider.script_errors(*[131047] * count)
    complaints: list[str] = []
    reasons: set[str] = set()
    for number in range(first, first + count):
        status, message = agent.act(ids[customer_address(number)], "reply", body="We found your parcel.")
        if not 200 <= status < 300:
            complaints.append(f"the reply was answered {status}: {message}")
    scene.wait_settled(60)
    query = (
        "SELECT delivery, delivery_error FROM conversations_message WHERE author = 'agent' AND body LIKE 'We found%'"
    )
    for delivery, reason in scene.ask(query):
        reasons.add(str(reason))
        if delivery != "failed":
            complaints.append(f"an answer after the window is {delivery}")
    if not reasons or not all("template" in reason for reason in reasons):
        complaints.append(f"the reason does not say what to do: {sorted(reasons)[:1]}")
    findings = scene.audit(posted.accepted, may_fail=True)
    return findings.result(
        "F14 window closed", injected=count, messages=len(posted.accepted), recover=None, complaints=complaints[:3],
        note=f"shown: {min(reasons, default='')}",
    )  # fmt: skip


def rate_limit(scene: Scene, agent: Agent, count: int) -> Result:
    """Refuse the first of several answers to one customer: it is waited as asked, and the order stays."""
    first = 2_000
    posted = wish(scene, "rate", range(first, first + count))
    ids = conversations(scene)
    scene.wait_settled(60)
    complaints: list[str] = []
    for number in range(first, first + count):
        before = len(scene.provider.asked)
        scene.provider.script_errors(131056)
        refused_at = time.time()
        for position in range(REPLIES):
            agent.act(ids[customer_address(number)], "reply", body=f"Answer {position}")
        to = customer_address(number)
        wait_for(lambda to=to: len(answers(scene, to)) == REPLIES, 60)  # type: ignore[misc]
        sent = answers(scene, to)
        if [body for _, body in sent] != [f"Answer {position}" for position in range(REPLIES)]:
            complaints.append(f"the order was {[body for _, body in sent]}")
        elif sent[0][0] - refused_at < PAIR_SECONDS - 1:
            complaints.append(f"tried again after {sent[0][0] - refused_at:.1f} s")
        if len(scene.provider.asked) - before > REPLIES + 1:
            complaints.append("the limit was not respected")
    scene.wait_settled(60)
    findings = scene.audit(posted.accepted, may_fail=True)
    return findings.result(
        "F14 rate limit", injected=count, messages=len(posted.accepted), recover=None, complaints=complaints[:3],
        note=f"{REPLIES} answers each, in order",
    )  # fmt: skip


def wish(scene: Scene, prefix: str, numbers: range) -> Posted:
    """Let these customers ask for a person, so that the acknowledgement is the only thing said."""
    sayings = [Saying(f"wamid.F14.{prefix}.{number}", customer_address(number), WISHES[0]) for number in numbers]
    return Load(scene.desk.urls, scene.seeded, clients=4).start(sayings).join()


def answers(scene: Scene, to: str) -> list[tuple[float, str]]:
    """Return when the provider took which answer to this customer."""
    return [(send.at, send.body) for send in scene.provider.sends if send.to == to and send.body.startswith("Answer")]


def report(scene: Scene, key: str, provider_id: str) -> None:
    """Post the provider's report of a delivery that names our own reference."""
    status = {
        "id": provider_id, "status": "delivered", "timestamp": str(int(time.time())), "recipient_id": "15550000000",
        "biz_opaque_callback_data": key,
    }  # fmt: skip
    value = {
        "messaging_product": "whatsapp", "metadata": {"phone_number_id": scene.seeded.phone_number_id},
        "statuses": [status],
    }  # fmt: skip
    change = {"field": "messages", "value": value}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()
    Agent(scene.desk.urls[0], "", "").post(scene.seeded.webhook_path, body, sign(scene.seeded.app_secret, body))


CASE = Case("F14", "the provider's answer cut, the window closed, a rate limit", run)
