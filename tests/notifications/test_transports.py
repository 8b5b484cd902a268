"""Every transport of the registry keeps the contract, and each answer of a wire means what it must."""

import socket
from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.models import User
from notifications.models import NotificationDelivery
from notifications.transports.base import DeliveryLost, DeliveryRefused, DeliverySent, Letter, Transport
from notifications.transports.email.transport import Email
from notifications.transports.registry import TRANSPORTS
from notifications.wording import EntryWords
from tests.architecture.sources import ROOT
from tests.factories.accounts import UserFactory
from tests.factories.notifications import NotificationFactory
from tests.standins.smtp import CUT, DATA, GREETING, MAIL, RCPT, TAKEN, MailServer


@pytest.fixture
def mail(settings) -> Iterator[MailServer]:
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def letter_for(title: str = "Lena needs a person", address: str = "ana@desk.test") -> Letter:
    note = NotificationFactory.build(user=UserFactory.build(pk=1), conversation=None, created_at=timezone.now())
    return Letter(
        key=str(note.pk),
        address=address,
        words=EntryWords(title, "Fraud · Support · WhatsApp"),
        link="https://desk.test/inbox/1/",
        notification=note,
    )


@pytest.mark.parametrize("transport", TRANSPORTS.values(), ids=TRANSPORTS.keys())
class TestContract:
    """What holds for each of them."""

    def test_it_has_a_directory_a_name_that_fits_and_a_label(self, transport: Transport) -> None:
        directory = ROOT / "notifications" / "transports" / transport.name
        assert directory.joinpath("transport.py").is_file()
        assert len(transport.name) <= (NotificationDelivery._meta.get_field("transport").max_length or 0)
        assert str(transport.label)

    def test_what_nobody_chooses_is_off_or_cannot_be_chosen(self, transport: Transport) -> None:
        assert transport.is_on == (not transport.is_optional)

    def test_who_has_no_address_is_not_reached(self, transport: Transport) -> None:
        assert transport.is_instant or transport.address_of(User()) == ""

    def test_a_dead_wire_is_an_answer_and_no_exception(self, transport: Transport, settings) -> None:
        with socket.socket() as unheard:
            unheard.bind(("127.0.0.1", 0))
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = unheard.getsockname()
            outcome = transport.send(letter_for())
        if transport.is_instant:
            assert outcome == DeliverySent()
        else:
            assert isinstance(outcome, DeliveryRefused)
            assert (outcome.is_down, outcome.permanent) == (True, False)


def test_the_directories_are_the_registry() -> None:
    found = {path.parent.name for path in ROOT.glob("notifications/transports/*/transport.py")}
    assert found == set(TRANSPORTS)


class TestEmail:
    """Against a mail server."""

    def test_what_arrives(self, mail) -> None:
        assert Email().send(letter := letter_for("Lena\r\nBcc: x@evil.test needs a person")) == DeliverySent()
        (got,) = mail.letters
        assert (got["To"], got["Subject"]) == ("ana@desk.test", "Lena Bcc: x@evil.test needs a person")
        assert got["Bcc"] is None
        assert got["Message-ID"] == f"<notification-{letter.key}@127.0.0.1>"
        assert (got["Auto-Submitted"], got["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
        body = got.get_content()
        assert "Fraud · Support · WhatsApp" in body
        assert "https://desk.test/inbox/1/" in body

    @pytest.mark.parametrize(
        ("step", "reply", "permanent", "is_down"),
        [
            (RCPT, "550 no such mailbox", True, False),
            (RCPT, "450 mailbox busy", False, False),
            (RCPT, "421 too many", False, True),
            (DATA, "554 no", True, False),
            (TAKEN, "552 too big", True, False),
            (TAKEN, "451 try later", False, False),
            (MAIL, "530 log in first", False, True),
            (GREETING, "554 go away", False, True),
            (GREETING, "421 closing", False, True),
        ],
    )
    def test_what_a_refusal_means(self, mail, step, reply, permanent, is_down) -> None:
        mail.replies[step] = reply
        outcome = Email().send(letter_for())
        assert isinstance(outcome, DeliveryRefused)
        assert (outcome.permanent, outcome.is_down) == (permanent, is_down)
        assert reply[:3] in outcome.error

    @pytest.mark.parametrize("step", [MAIL, RCPT, DATA, TAKEN])
    def test_a_talk_that_breaks_off_may_have_reached_somebody(self, mail, step) -> None:
        mail.replies[step] = CUT
        assert isinstance(Email().send(letter_for()), DeliveryLost)
        assert len(mail.letters) == (step == TAKEN)
