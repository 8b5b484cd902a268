"""The stock of tags that people put on conversations."""

import hashlib

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Role, User
from conversations.models import Tag
from conversations.names import clean_name
from routing.errors import Conflict, Refused

KEY_LENGTH = 60
MOST_NAMESAKES = 100


def may_make_tags(user: User) -> bool:
    """Whether this person adds to the stock: who manages a team, and an admin. Any tag of it anybody puts on."""
    return user.is_staff or user.memberships.filter(role=Role.MANAGER).exists()


def make_tag(*, user: User, name: str, slug: str = "") -> Tag:
    """Add a tag to the stock; without a key it gets one made of its name.

    Raises:
        Refused: the person manages no team, or the name is empty.
        Conflict: the key or the name is taken.
    """
    if not may_make_tags(user):
        raise Refused(_("Only managers and admins can create tags."))
    name = clean_name(name, limit=KEY_LENGTH)
    if not name:
        raise Refused(_("Enter a tag name."))
    # In Python: the databases differ in which letters they fold.
    if name.casefold() in (known.casefold() for known in Tag.objects.values_list("name", flat=True)):
        raise Conflict("tag_exists", _("A tag with this name already exists."))
    for key in [slug] if slug else _keys(name):
        tag, made = Tag.objects.get_or_create(slug=key, defaults={"name": name})
        if made:
            return tag
    raise Conflict("tag_exists", _("A tag with this key already exists."))


def _keys(name: str) -> list[str]:
    """Return keys for a name, best first: "C" and "C++" want the same one; a name in Chinese has no Latin letters."""
    plain = slugify(name) or f"tag-{hashlib.sha256(name.casefold().encode()).hexdigest()[:10]}"
    return [plain[:KEY_LENGTH], *(f"{plain[: KEY_LENGTH - 4]}-{number}" for number in range(2, MOST_NAMESAKES))]
