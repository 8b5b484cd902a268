"""Factories of notifications."""

from factory.declarations import SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from notifications.models import Notification, NotificationDelivery, NotificationPreference
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


class NotificationDeliveryFactory(DjangoModelFactory):
    """A delivery by e-mail that waits for its first attempt."""

    class Meta:
        model = NotificationDelivery

    notification = SubFactory(NotificationFactory)
    transport = "email"


class NotificationPreferenceFactory(DjangoModelFactory):
    """A person's wish for a letter when a handoff opens."""

    class Meta:
        model = NotificationPreference

    user = SubFactory(UserFactory)
    kind = "handoff.opened"
    transport = "email"
    is_on = True
