"""Which brand speaks on an account, and what its logo may be."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, UnidentifiedImageError

from conversations import rows
from conversations.models import Brand, ChannelAccount

#: In bytes and pixels: what a person may upload, and what is kept of it.
LARGEST_LOGO, MOST_PIXELS, LOGO_SIZE = 1_000_000, 16_000_000, 128
#: Pillow reads many more; each reader is one more door for a stranger's file.
LOGO_FORMATS = ("PNG", "JPEG", "WEBP")


class LogoRefusedError(ValueError):
    """A file that cannot be a logo."""


def brand_of(account: ChannelAccount) -> Brand:
    """Return the account's brand, else the default one; on a desk without any, one called as the account is."""
    own = account.brand_id
    found = rows.find(Brand, id=own) if own else rows.find(Brand, is_default=True)
    return found or Brand(name=account.name)


def make_default(*, brand_id: int) -> None:
    """Make a brand the default in place of the one before. Locks both.

    Raises:
        Brand.DoesNotExist: there is no such brand.
    """
    with transaction.atomic():
        known = {brand.pk: brand for brand in Brand.objects.select_for_update().order_by("pk")}
        if brand_id not in known:
            raise Brand.DoesNotExist
        Brand.objects.filter(is_default=True).exclude(pk=brand_id).update(is_default=False)
        Brand.objects.filter(pk=brand_id).update(is_default=True)


def draw_logo(content: bytes) -> "ContentFile[bytes]":
    """Return a picture drawn anew as a small PNG: without its metadata, and without whatever hides behind the pixels.

    Raises:
        LogoRefusedError: it is no PNG, JPEG or WebP, or too large.
    """
    if len(content) > LARGEST_LOGO:
        raise LogoRefusedError
    try:
        with Image.open(BytesIO(content), formats=LOGO_FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoRefusedError
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoRefusedError from error
    drawn.thumbnail((LOGO_SIZE, LOGO_SIZE))
    stored = BytesIO()
    drawn.save(stored, "PNG")
    return ContentFile(stored.getvalue(), name="logo.png")
