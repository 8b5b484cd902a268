"""People: invite, roles, and never a lock-out."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import DeskModelAdmin, DeskStackedInline, DeskTabularInline
from accounts.admin.rendering import badge, copyable
from accounts.admin.user_forms import UserForm
from accounts.admin_places import AdminPlace, Group
from accounts.models import Membership, User
from accounts.services import departures
from accounts.services.admins import another_admin_remains
from accounts.services.invitations import Invitation, mail_link, make_link, renew


class UserMembershipInline(DeskTabularInline):
    """The teams of one person, with the role in each."""

    model = Membership
    autocomplete_fields = ("team",)
    verbose_name = _("team")
    verbose_name_plural = _("teams and roles")


@admin.register(User)
class UserAdmin(DeskModelAdmin):
    """People who work at the desk."""

    place = AdminPlace(Group.PEOPLE, 10)
    help_texts: Mapping[str, Any] = {
        "name": _("Shown to colleagues and customers."),
        "email": _("They log in with it and get their invitation there."),
        "time_zone": _("They see times in this zone."),
        "language": _("Used in pages, emails and notifications. They can change it themselves."),
        "is_active": _("If off, they can't log in. What they wrote stays."),
    }
    form = UserForm
    change_form_template = "admin/accounts/user/change_form.html"
    inlines = (UserMembershipInline,)
    extra_inlines: list[type[DeskStackedInline]] = []
    list_display = ("name", "email", "state", "is_staff", "team_roles", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__role", "teams")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "email", "time_zone", "language"),
                "description": _(
                    "People join by invitation: a link to choose a password that works once, within 72 hours. "
                    "You can also copy the link."
                ),
            },
        ),
        (
            _("Access"),
            {
                "fields": ("is_staff", "is_active"),
                "description": _(
                    "Admins run the desk and see every conversation. Agents and managers get their rights from "
                    "the teams below. When someone is deactivated or leaves a team, their conversations go "
                    "back to the team queue."
                ),
            },
        ),
        (_("Login"), {"fields": ("last_login", "date_joined"), "classes": ("collapse",)}),
    )

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the teams and what higher floors plug in (availability)."""
        return (*self.inlines, *self.extra_inlines)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who edits, so that nobody locks themselves out."""
        form = super().get_form(request, obj, change, **kwargs)
        form.editor = request.user
        return form

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Fetch the teams of all shown people at once."""
        rows: QuerySet[User] = super().get_queryset(request).prefetch_related("memberships__team")
        return rows

    @admin.display(description=_("state"))
    def state(self, user: User) -> SafeString:
        """Return whether the person can log in."""
        if not user.is_active:
            return badge(_("deactivated"), "bad")
        return badge(_("active"), "good") if user.has_usable_password() else badge(_("invited"), "warn")

    @admin.display(description=_("teams"))
    def team_roles(self, user: User) -> str:
        """Return each team with the role in it."""
        return ", ".join(f"{row.team} ({row.get_role_display()})" for row in user.memberships.all()) or "–"

    # --- Saving and inviting

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Note who was switched off or lost a team when the change is committed."""
        people = [int(object_id)] if request.method == "POST" and object_id and object_id.isdecimal() else []
        with departures.noting_departures(people):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save; a new person has no password and gets a link after the commit, a new address voids the old ones."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            EmailAddress.objects.filter(user_id=obj.pk).exclude(email=obj.email).delete()
        if not change:
            self._hand_out(request, make_link(user=obj))

    def get_urls(self) -> list[URLPattern]:
        """Add the link-making address."""
        view = self.admin_site.admin_view(self.link_view)
        return [path("<path:object_id>/link/", view, name="accounts_user_link"), *super().get_urls()]

    def link_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make a new invitation, or a link to choose a new password (POST only)."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user = get_object_or_404(User, pk=unquote(object_id), is_active=True)
        with transaction.atomic():
            self._hand_out(request, make_link(user=user) if user.has_usable_password() else renew(user=user))
            self.log_change(request, user, str(_("Created a link to choose a password.")))
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=(user.pk,)))

    def _hand_out(self, request: HttpRequest, invitation: Invitation) -> None:
        """Mail the link and show it, after the commit: no network while rows are locked."""
        transaction.on_commit(partial(self._tell, request, invitation))

    def _tell(self, request: HttpRequest, invitation: Invitation) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - only admins reach this page
        mailed = mail_link(invitation=invitation, invited_by=request.user)
        said = _("Sent to %(email)s.") if mailed else _("The email couldn't be sent. Send this link yourself.")
        text = format_html(
            "{} {}<br>{}",
            _("A link to choose a password. It works once, within 72 hours:"),
            copyable(invitation.link),
            said % {"email": invitation.user.email},
        )
        self.message_user(request, text, messages.SUCCESS if mailed else messages.WARNING)

    # --- Deleting

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse the own account."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.pk != request.user.pk)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let memberships and notifications go with a person; stop at the own account and the last admin."""
        deletable, counts, _needed, protected = super().get_deleted_objects(objs, request)
        if any(user.pk == request.user.pk for user in objs):
            protected = [*protected, str(_("your own account"))]
        if not another_admin_remains(without=[user.pk for user in objs]):
            protected = [*protected, str(_("the last admin"))]
        return deletable, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete one person."""
        self._delete(request, User.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete the chosen people."""
        self._delete(request, queryset)

    def _delete(self, request: HttpRequest, people: QuerySet[User]) -> None:
        gone = list(people.values_list("pk", flat=True))
        if request.user.pk in gone:
            raise PermissionDenied
        departures.delete(user_ids=gone)
