"""Factories of notifications."""

from factory.declarations import SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from notifications.models import Notification
from tests.factories.accounts import UserFactory
from tests.factories.conversations import EventFactory


class NotificationFactory(DjangoModelFactory):
    """An unread entry in a person's bell."""

    class Meta:
        model = Notification

    user = SubFactory(UserFactory)
    event = SubFactory(EventFactory, kind="handoff.opened")
    conversation = SelfAttribute("event.conversation")
    kind = "handoff.opened"
