"""Brands in the admin, and their logo at the widget: one default, and no file is sent to visitors as it came."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from conversations.models import Brand, ChannelAccount
from conversations.services.brands import LARGEST_LOGO, LOGO_SIZE
from tests.admin.forms import form_of
from tests.factories.accounts import TeamFactory
from tests.factories.conversations import WebChatAccountFactory

SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def picture(form: str = "JPEG", size: tuple[int, int] = (600, 300), mode: str = "RGB", **options: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size).save(made, form, **options)
    return made.getvalue()


def save(desk: Client, brand: Brand | None = None, **fields: Any) -> Any:
    url = (
        reverse("admin:conversations_brand_change", args=(brand.pk,))
        if brand
        else reverse("admin:conversations_brand_add")
    )
    return desk.post(url, fields)


@pytest.mark.both_databases
def test_the_first_brand_is_the_default_and_another_takes_its_place(desk: Client) -> None:
    form = form_of(desk.get(reverse("admin:conversations_brand_add")).content)
    assert form["is_default"] == "on"
    assert save(desk, name="Fern & Clay").status_code == 302, "also when nobody ticks it"
    first = Brand.objects.get()
    assert first.is_default
    assert save(desk, first, name="Fern & Clay").status_code == 200, "a desk keeps a default"
    assert desk.post(reverse("admin:conversations_brand_delete", args=(first.pk,)), {"post": "yes"}).status_code == 403
    assert save(desk, name="Boots of Lyon", is_default="on").status_code == 302
    assert list(Brand.objects.filter(is_default=True).values_list("name", flat=True)) == ["Boots of Lyon"]
    with pytest.raises(IntegrityError):
        Brand.objects.update(is_default=True)


def test_a_logo_is_drawn_anew_and_shown_by_the_widget(desk: Client, client: Client, media: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    save(desk, name="Fern & Clay", ai_name="Fern", logo=SimpleUploadedFile("x.svg", picture(exif=exif)))
    account = WebChatAccountFactory.create(team=TeamFactory.create())
    config = client.get(f"/chat/{account.public_id}/config.json").json()
    assert (config["business"], config["texts"]["ai"]) == ("Fern & Clay", "Fern · AI assistant")

    answer: Any = client.get(config["logo"])
    sent = b"".join(answer.streaming_content)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert Image.open(BytesIO(sent)).size == (LOGO_SIZE, LOGO_SIZE // 2)
    assert b"taken at home" not in sent

    other = WebChatAccountFactory.create(team=account.team, brand=Brand.objects.create(name="Boots of Lyon"))
    assert client.get(f"/chat/{other.public_id}/config.json").json()["logo"] == ""
    assert client.get(config["logo"].replace(account.public_id, other.public_id)).status_code == 404
    next(media.glob("brands/*.png")).unlink()
    assert client.get(config["logo"]).status_code == 404


@pytest.mark.parametrize(
    "content",
    [SCRIPT, b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, picture("GIF"), picture()[:200], picture() + b"\0" * LARGEST_LOGO],
    ids=["script", "empty", "broken", "another format", "cut off", "too large"],
)
def test_what_is_no_logo_is_refused(desk: Client, content: bytes) -> None:
    answer = save(desk, name="Fern & Clay", logo=SimpleUploadedFile("logo.png", content, "image/png"))
    assert answer.status_code == 200
    assert not Brand.objects.exists()


def test_a_picture_of_too_many_pixels_is_refused_unread(desk: Client) -> None:
    bomb = picture("PNG", (20_000, 20_000), mode="1")
    assert len(bomb) < LARGEST_LOGO * 2
    assert save(desk, name="Bomb", logo=SimpleUploadedFile("logo.png", bomb)).status_code == 200


def test_a_brand_that_channels_name_stays(desk: Client) -> None:
    brand = Brand.objects.create(name="Lyon")
    WebChatAccountFactory.create(team=TeamFactory.create(), brand=brand)
    page = desk.post(reverse("admin:conversations_brand_delete", args=(brand.pk,)), {"post": "yes"})
    assert b"Cannot delete brand" in page.content
    assert ChannelAccount.objects.get().brand == brand
