"""Published versions of the rules, to be read."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.rendering import pretty_json
from triggers.models import TriggerVersion


@admin.register(TriggerVersion)
class TriggerVersionAdmin(ReadOnlyAdmin):
    """What decided when: each save of rules made one."""

    list_display = ("__str__", "published_at", "published_by", "scenario_count")
    list_select_related = ("published_by",)
    list_filter = ("published_by", "published_at")
    fields = ("number", "published_at", "published_by", "scenario_count", "pretty_snapshot")
    readonly_fields = ("scenario_count", "pretty_snapshot")

    @admin.display(description=_("scenarios"))
    def scenario_count(self, version: TriggerVersion) -> int:
        """Return how many scenarios the version holds."""
        return len(version.snapshot)

    @admin.display(description=_("rules"))
    def pretty_snapshot(self, version: TriggerVersion) -> SafeString:
        """Return the frozen rules as readable JSON."""
        return pretty_json(version.snapshot)
