"""All HTTP doors."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from handoffdesk.operations import health
from handoffdesk.operations.metrics.page import metrics

# A database that takes nothing is no fault of the page: 503, and what is wrong in plain words.
handler500 = "handoffdesk.server.unavailable.answer_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="inbox"), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("inbox/", include("handoffdesk.inbox.urls")),
    path("reports/", include("handoffdesk.reports.urls")),
    path("chat/", include("handoffdesk.widget.urls")),
    path("hooks/", include("handoffdesk.webhooks.urls")),
    path("api/v1/", include("handoffdesk.api.urls")),
    path("accounts/", include("handoffdesk.login.urls")),
    path("jsi18n/", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
    path("admin/", admin.site.urls),
]
