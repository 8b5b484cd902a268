"""The person who logs in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password the user cannot log in until an invitation is accepted.

        Raises:
            ValueError: no e-mail address was given.
        """
        if not email:
            raise ValueError("A user needs an email address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who works at the desk. An admin has `is_staff`; agents and managers have memberships."""

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_staff = models.BooleanField(_("admin"), default=False, help_text=_("Can open the admin and see everything."))
    is_active = models.BooleanField(_("active"), default=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, help_text=_("If empty, the site's time zone.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Used in pages, emails and notifications. If empty, the browser's language."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name",)
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("This email address is already in use."),
            ),
        )

    def __str__(self) -> str:
        """Return the name, as colleagues and customers see it."""
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name."""
        return str(self)

    def get_short_name(self) -> str:
        """Return the first word of the name, as a customer sees it."""
        return str(self).split(" ")[0]
