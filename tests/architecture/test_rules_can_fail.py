"""Each rule finds the code it was written against, and lets the right way pass."""

import pytest

from tests.architecture import rules
from tests.architecture.channel_names import channel_name
from tests.architecture.one_voice import floor_write
from tests.architecture.sources import Rule, Source

LONG_FUNCTION = "def receive():\n" + "    step()\n" * 60
SILENT_LOOP = "for x in y:\n    try:\n        f()\n    except (ValueError, BaseException):\n        continue\n"
DOCSTRING = '    """Wake.\n\n    More.\n    """\n'
FLOOR_DEFAULT = "Conversation.objects.update_or_create(pk=1, defaults={'floor': 'ai'})"
FLOOR_UPDATE = "Conversation.objects.filter(pk=1).update(floor='ai')"
JOB = "@shared_task(name='a.b')\ndef deliver(message_id, {tail}):\n{body}"

BROKEN = [
    (rules.file_length, "routing/access.py", "x = 1\n" * 401),
    (rules.function_length, "routing/access.py", LONG_FUNCTION),
    (rules.file_name, "routing/utils.py", ""),
    (rules.file_name, "routing/helpers/queue.py", ""),
    (rules.inline_import, "routing/access.py", "def see():\n    from routing import models\n"),
    (rules.inline_pattern, "routing/access.py", "def see(text):\n    return re.search(r'a+', text)\n"),
    (rules.signal_flow, "routing/access.py", "from django.dispatch import receiver\n"),
    (rules.signal_flow, "routing/access.py", "from django.db.models.signals import post_save\n"),
    (rules.broad_silence, "routing/access.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
    (rules.broad_silence, "routing/access.py", SILENT_LOOP),
    (rules.broad_silence, "routing/access.py", "try:\n    f()\nexcept:\n    ...\n"),
    (rules.job_shape, "routing/jobs.py", JOB.format(tail="**_", body="    step()\n" * 10)),
    (rules.job_shape, "routing/jobs.py", JOB.format(tail="**kwargs", body="    step()\n")),
    (rules.job_outside_jobs, "routing/services/turns/run.py", JOB.format(tail="**_", body="    step()\n")),
    (rules.timed_job, "routing/services/turns/run.py", "deliver.apply_async(countdown=5)\n"),
    (rules.network_import, "routing/services/turns/run.py", "import httpx2\n"),
    (rules.network_import, "handoffdesk/operations/health.py", "from urllib.request import urlopen\n"),
    (rules.network_import, "notifications/transports/email/transport.py", "import httpx2\n"),
    (rules.network_import, "notifications/services/deliveries.py", "import smtplib\n"),
    (rules.sdk_import, "routing/services/turns/run.py", "def run():\n    import openai\n"),
    (rules.sdk_import, "conversations/ai/client.py", "from openai import OpenAI\n"),
    (rules.sdk_import, "conversations/adapters/whatsapp/send.py", "def f():\n    from twilio.rest import Client\n"),
    (rules.pure_import, "triggers/engine.py", "from django.db import models\n"),
    (rules.pure_import, "routing/calendar.py", "from routing.models import Calendar\n"),
    (rules.pure_import, "conversations/adapters/whatsapp/parser.py", "import httpx2\n"),
    (rules.pure_import, "triggers/matching/index.py", "from conversations.services import floor\n"),
    (rules.trusted_markup, "routing/admin.py", "from django.utils.safestring import mark_safe\n"),
    (rules.trusted_markup, "routing/admin.py", "return SafeString(text)\n"),
    (rules.environment_read, "routing/access.py", "import os\nx = os.environ.get('X')\n"),
    (rules.environment_read, "routing/access.py", "import os\nx = os.environ['X']\n"),
    (channel_name, "conversations/admin/channels.py", "if account.kind == 'whatsapp':\n    pass\n"),
    (channel_name, "triggers/admin/limits.py", "CHANNELS = (('x', 'Web chat'),)\n"),
    (channel_name, "routing/services/desk.py", "from conversations.adapters.whatsapp.send import send\n"),
    (floor_write, "routing/services/turns/run.py", "conversation.floor = 'human'\n"),
    (floor_write, "routing/services/turns/run.py", "conversation.floor_token += 1\n"),
    (floor_write, "routing/services/turns/run.py", "a, conversation.floor = 1, 'ai'\n"),
    (floor_write, "routing/services/turns/run.py", FLOOR_UPDATE),
    (floor_write, "handoffdesk/demo/past.py", "Conversation.objects.create(lead=lead, floor='nobody')\n"),
    (floor_write, "handoffdesk/demo/past.py", "Conversation(floor_token=3)\n"),
    (floor_write, "handoffdesk/demo/past.py", FLOOR_DEFAULT),
    (floor_write, "handoffdesk/demo/past.py", "setattr(conversation, 'floor', 'ai')\n"),
    (floor_write, "handoffdesk/demo/past.py", "conversation.save(update_fields=['floor'])\n"),
    (floor_write, "handoffdesk/demo/past.py", "Conversation.objects.bulk_update(rows, ['floor'])\n"),
]  # fmt: skip

RIGHT = [
    (rules.file_length, "handoffdesk/settings.py", "x = 1\n" * 401),
    (rules.inline_import, "conversations/ai/client.py", "def load():\n    import openai  # lazy: 1.2 s and 53 MB\n"),
    (rules.broad_silence, "routing/access.py", "try:\n    f()\nexcept ValueError:\n    pass\n"),
    (rules.job_shape, "routing/jobs.py", JOB.format(tail="**_", body=DOCSTRING + "    step()\n" * 9)),
    (rules.sdk_import, "conversations/ai/client.py", "def load():\n    import openai  # lazy: slow\n"),
    (rules.network_import, "conversations/adapters/http.py", "import httpx2\n"),
    (rules.pure_import, "triggers/engine.py", "from conversations.enums import Channel\n"),
    (rules.environment_read, "handoffdesk/celery.py", "import os\nos.environ.setdefault('A', 'b')\n"),
    (channel_name, "conversations/adapters/webchat/adapter.py", "KIND = 'webchat'\n"),
    (channel_name, "routing/services/desk.py", '"""A WhatsApp number."""\n'),
    (channel_name, "handoffdesk/widget/thread.py", "from conversations.adapters.webchat.adapter import make_item\n"),
    (floor_write, "conversations/services/floor.py", "conversation.floor = 'human'\n"),
    (floor_write, "routing/services/turns/run.py", "AiTurn.objects.create(floor_token=conversation.floor_token)\n"),
    (floor_write, "routing/selectors.py", "Conversation.objects.filter(floor='ai')\n"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_the_rule_finds_broken_code(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) != []


@pytest.mark.parametrize(("rule", "path", "text"), RIGHT)
def test_the_rule_lets_right_code_pass(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text))) == []
