"""What the database holds of files: an upload before its message, and no state that a thread could not show."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from conversations.models import Attachment
from tests.factories.conversations import AttachmentFactory, ChannelAccountFactory

pytestmark = pytest.mark.django_db


def test_a_persons_upload_stands_before_its_message() -> None:
    account = ChannelAccountFactory.create()
    upload = Attachment.objects.create(account=account, uploader="agent", kind="voice", duration_ms=4200)
    assert (upload.message, upload.state, upload.size) == (None, "pending", 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"message": None},
        {"state": "stored"},
        {"state": "stored", "stored_at": timezone.now()},
        {"state": "stored", "file": "attachments/a.png"},
        {"state": "failed"},
    ],
    ids=["a provider's without message", "nothing stored", "no file", "no time", "no reason"],
)
def test_what_no_thread_could_show_is_refused(fields: dict[str, Any]) -> None:
    account = ChannelAccountFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentFactory.create(**({"account": account} if "message" in fields else {}), **fields)
    AttachmentFactory.create(state="stored", stored_at=timezone.now(), file="attachments/a.png")
    AttachmentFactory.create(state="failed", error="The link has expired.")
