"""All HTTP doors."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from handoffdesk import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("inbox/", include("handoffdesk.inbox.urls")),
    path("chat/", include("handoffdesk.widget.urls")),
    path("hooks/", include("handoffdesk.webhooks")),
    path("api/v1/", include("handoffdesk.api.urls")),
    path("accounts/", include("allauth.urls")),
    path("jsi18n/", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    path("admin/", admin.site.urls),
]
