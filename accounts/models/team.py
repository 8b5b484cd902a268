"""Teams and who belongs to them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member may do in a team."""

    AGENT = "agent", _("agent")
    MANAGER = "manager", _("manager")


class Team(models.Model):
    """People who share a queue."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("key"), max_length=80, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="teams")

    class Meta:
        ordering = ("name",)
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Membership(models.Model):
    """One person's role in one team."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (models.UniqueConstraint(fields=("user", "team"), name="membership_once"),)

    def __str__(self) -> str:
        """Return person, team and role."""
        return f"{self.user} · {self.team} · {self.role}"
