"""The stock of tags that people put on conversations."""

from django.utils.translation import gettext as _

from accounts.models import User
from conversations.models import Tag
from routing.errors import Conflict, Refused


def make_tag(*, user: User, slug: str, name: str) -> Tag:
    """Add a tag to the stock; who works in a team may, and an admin.

    Raises:
        Refused: the person works in no team.
        Conflict: the key is taken.
    """
    if not user.is_staff and not user.memberships.exists():
        raise Refused(_("Only members of a team may make tags."))
    tag, made = Tag.objects.get_or_create(slug=slug, defaults={"name": name})
    if not made:
        raise Conflict("tag_exists", _("There is a tag with this key already."))
    return tag
