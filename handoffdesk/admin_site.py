"""The desk's admin site: branding, the today board, log-in by allauth, and only our own pages."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin_pages import registered_pages
from handoffdesk.admin_board import today_board

ROOMS = ("triggers", "routing", "conversations", "accounts", "notifications", "handoffdesk", "django_celery_beat")


class DeskAdminSite(AdminSite):
    """Django's admin, with a board of today as its first page."""

    site_title = _("Handoff Desk admin")
    site_header = _("Handoff Desk")
    index_title = _("Today")
    index_template = "admin/today.html"
    enable_nav_sidebar = True
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register the desk's own pages only.

        Libraries register pages of their own when they are discovered (addresses, groups, solar schedules). Those
        follow Django's permission tables and show what an admin of this desk has no use for: they are left out.
        """
        if getattr(admin_class, "is_desk_page", False):
            super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Mount the floors' own pages before the models' ones."""
        pages = [path(route, self.admin_view(view), name=name) for route, view, name in registered_pages()]
        return [*pages, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the admin opens for this request."""
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the one log-in page (rate limits, second factor); refuse who is logged in but no admin."""
        guarded = secure_admin_login(super().login)
        response: HttpResponse = guarded(request, extra_context)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the rooms in the order in which people work with them."""
        rooms: list[Any] = super().get_app_list(request, app_label)
        place = {label: number for number, label in enumerate(ROOMS)}
        return sorted(rooms, key=lambda room: place.get(room["app_label"], len(place)))

    def password_change(  # type: ignore[override] # Django's own may answer with a redirect as well
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the one page where passwords are changed."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, what broke, and the shortcuts."""
        return super().index(request, {"board": today_board(), **(extra_context or {})})
