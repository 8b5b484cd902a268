"""The admin's pages obey the strict content policy: no inline script, no inline style, no event attributes."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
)
OURS = [*Path(settings.BASE_DIR, "templates", "admin").rglob("*.html")]


@pytest.mark.parametrize("template", OURS, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_our_templates_bring_nothing_inline(template: Path) -> None:
    assert not INLINE.search(template.read_text(encoding="utf-8"))


def test_no_page_brings_anything_inline(desk: Client, rows: dict[str, Any]) -> None:
    urls = [reverse("admin:index"), reverse("admin:triggers_phrase_import"), reverse("admin:triggers_phrase_export")]
    for model, page in admin.site._registry.items():
        info = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = rows.get(str(model._meta.model_name)) or model._default_manager.first()
        urls.append(reverse(f"{info}_changelist"))
        if row is not None:
            urls += [reverse(f"{info}_change", args=(row.pk,)), reverse(f"{info}_history", args=(row.pk,))]
        if page.has_add_permission(desk.get(reverse("admin:index")).wsgi_request):
            urls.append(reverse(f"{info}_add"))
    first = rows["scenario"].history.first()
    urls.append(reverse("admin:triggers_scenario_simple_history", args=(rows["scenario"].pk, first.pk)))
    for url in urls:
        answer = desk.get(url)
        assert answer.status_code == 200, url
        found = INLINE.search(answer.content.decode())
        assert found is None, f"{url}: {answer.content.decode()[max(0, found.start() - 80) : found.end() + 80]}"
