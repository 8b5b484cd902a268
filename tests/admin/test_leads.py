"""Customers in the admin: corrected through the same service as in the inbox, and found in the same way."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from conversations.models import Lead
from tests.admin.forms import form_of


def test_what_an_admin_sets_is_noted_in_the_thread_and_stays(desk: Client, boss: User, rows: dict[str, Any]) -> None:
    lead = rows["lead"]
    page = reverse("admin:conversations_lead_change", args=[lead.pk])
    form = form_of(desk.get(page).content)

    refused = desk.post(page, form | {"phone": "07700 900123"})
    assert "country code" in refused.content.decode()
    assert desk.post(page, form | {"phone": "+44 (0)7700 900123", "name": "Jos\u202eé"}).status_code == 302

    lead = Lead.objects.get(pk=lead.pk)
    assert (lead.name, lead.phone, lead.edited) == ("José", "+447700900123", ["name", "phone"])
    event = rows["conversation"].events.get(kind="lead.changed")
    assert (event.user, event.payload["names"]) == (boss, ["name", "phone"])


def test_customers_are_found_in_every_list_of_theirs(desk: Client, rows: dict[str, Any]) -> None:
    lead = rows["lead"]
    lead.name, lead.phone = "Zoë Álvarez", "+447700900123"
    lead.save()
    for name in ("lead", "conversation", "handoff"):
        label = type(rows[name])._meta.label_lower.replace(".", "_")
        for search, found in (("alvarez zoe", True), ("07700 900123", True), ("zoe smith", False)):
            shown = desk.get(reverse(f"admin:{label}_changelist"), {"q": search}).context["cl"].queryset
            assert (rows[name] in shown) == found, (name, search)
