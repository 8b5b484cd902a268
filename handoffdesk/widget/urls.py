"""The pages of the web chat."""

from django.urls import path

from handoffdesk.widget import views

urlpatterns = [
    path("<str:public_id>/", views.chat_page, name="chat"),
    path("<str:public_id>/config.json", views.chat_config, name="chat-config"),
    path("<str:public_id>/logo/<str:name>", views.chat_logo, name="chat-logo"),
]
