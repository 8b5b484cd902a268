"""Findings of the linter in templates."""

from collections.abc import Iterable

from django import template

from triggers.admin.lint_panel import ShownFinding, shown_findings
from triggers.linting import Finding

register = template.Library()


@register.filter
def with_places(findings: Iterable[Finding]) -> list[ShownFinding]:
    """Return the findings with links to what they are about."""
    return shown_findings(findings)
