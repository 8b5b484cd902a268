"""Looking for customers in the admin, as the inbox does."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.base import _ModelAdmin
from conversations.selectors import lead_matches

if TYPE_CHECKING:
    _Base = _ModelAdmin
else:
    _Base = object


class FindsLeads(_Base):
    """A list that is searched by customer, beside its own `search_fields`. `lead_path`: from a row to its lead."""

    lead_path = ""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return what the fields find and the rows of the customers that are found."""
        found, doubled = super().get_search_results(request, queryset, search_term)
        return (
            found | queryset.filter(lead_matches(search_term, path=self.lead_path)) if search_term else found
        ), doubled
