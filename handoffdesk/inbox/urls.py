"""Addresses of the agents' inbox; an open conversation has one of its own, so that it can be linked to."""

from django.urls import path

from handoffdesk.inbox import views

urlpatterns = [
    path("", views.show_inbox, name="inbox"),
    path("<uuid:conversation_id>/", views.show_inbox, name="inbox-conversation"),
]
