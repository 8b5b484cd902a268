"""The desk's admin site: its first page, log-in by allauth, only our own pages; managers open only theirs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin_pages import registered_pages
from accounts.admin_rights import is_admin, is_manager
from handoffdesk.admin.board import today_board
from handoffdesk.admin.groups import shelves_of
from handoffdesk.admin.setup import setup_page
from handoffdesk.admin.setup_list import setup_list

View = Callable[..., HttpResponse]
# What a manager opens: lists and rows that the model's page lets them read, and the site's own doors.
MANAGERS_VIEWS = frozenset({"changelist_view", "change_view"})
MANAGERS_DOORS = frozenset({"index", "i18n_javascript", "password_change", "logout"})


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
        pages = [path(page.route, self.admin_view(page.view), name=page.name) for page in registered_pages()]
        pages.append(path("setup/", self.admin_view(setup_page), name="setup"))
        return [*pages, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the admin opens for this request; what of it opens, `admin_view` says."""
        return is_admin(request) or is_manager(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Open a view to admins, and to managers only if it is a list or a row that they may read.

        Closed is the rule: a page that says nothing of managers refuses them, whatever it does.
        """

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if self.has_permission(request) and not is_admin(request) and not _is_for_managers(view, request):
                raise PermissionDenied
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer

        if getattr(view, "csrf_exempt", False):
            guarded.csrf_exempt = True  # type: ignore[attr-defined] # Django's own mark on a function
        return super().admin_view(guarded, cacheable)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to the one log-in page (rate limits, second factor); refuse who is logged in but no admin."""
        guarded = secure_admin_login(super().login)
        response: HttpResponse = guarded(request, extra_context)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the pages in groups of what people do with them."""
        return list(shelves_of(self, request, super().get_app_list(request, app_label)))

    def password_change(  # type: ignore[override] # Django's own may answer with a redirect as well
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the one page where passwords are changed."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits, what broke, what is left to set up, and every page; managers see their pages alone."""
        shown = {"board": today_board(), "setup": setup_list()} if is_admin(request) else {}
        return super().index(request, {**shown, **(extra_context or {})})


def _is_for_managers(view: Any, request: HttpRequest) -> bool:
    owner, name = getattr(view, "__self__", None), getattr(view, "__name__", "")
    if isinstance(owner, AdminSite):
        return name in MANAGERS_DOORS
    if not isinstance(owner, ModelAdmin) or request.method not in {"GET", "HEAD"}:
        return False
    return name in MANAGERS_VIEWS and owner.has_view_permission(request)
