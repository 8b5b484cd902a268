"""What could not be delivered to a colleague stands in the admin with its reason, and is sent again from there."""

from django.test import Client

from notifications.enums import Told
from notifications.models import NotificationDelivery
from tests.factories.notifications import NotificationFactory

LIST = "/admin/notifications/notificationdelivery/"


def test_what_failed_says_why_and_is_sent_again(desk: Client) -> None:
    failed, sent = (
        NotificationDelivery.objects.create(
            notification=NotificationFactory.create(), transport="email", state=state, error=error, attempts=1
        )
        for state, error in ((Told.FAILED, "The mail server said 550: no such mailbox"), (Told.SENT, ""))
    )
    assert "550: no such mailbox" in desk.get(f"{LIST}?state__exact=failed").content.decode()
    form = {"action": "send_again", "_selected_action": [failed.pk, sent.pk]}
    assert "1 will be sent again." in desk.post(LIST, form, follow=True).content.decode()
    failed.refresh_from_db()
    sent.refresh_from_db()
    assert (failed.state, failed.attempts, sent.state) == (Told.WAITING, 0, Told.SENT)
