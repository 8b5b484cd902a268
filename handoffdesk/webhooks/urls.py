"""The addresses that a provider is given."""

from django.urls import path

from handoffdesk.webhooks.views import receive

urlpatterns = [path("<slug:kind>/<str:public_id>/", receive, name="webhook")]
