"""Reading the form of a page as a browser would send it back."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Any] = {}
        self._select: dict[str, Any] | None = None
        self._textarea: str | None = None
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            name = given.get("id") or ""
            self._inside += 1 if name.endswith("_form") or name == "changelist-form" else 0
        elif self._inside and "disabled" not in given:
            getattr(self, f"_start_{tag}", self._ignore)(given)

    def _ignore(self, given: dict[str, str | None]) -> None:
        """Pass over what is no field."""

    def _start_input(self, given: dict[str, str | None]) -> None:
        kind, name = given.get("type"), given.get("name")
        if not name or kind in {"submit", "file", "button"}:
            return
        if kind not in {"checkbox", "radio"}:
            self._add(name, given.get("value") or "")
        elif "checked" in given:
            self._add(name, given.get("value") or "on")

    def _start_textarea(self, given: dict[str, str | None]) -> None:
        self._textarea = given.get("name") or ""
        self.fields[self._textarea] = ""

    def _start_select(self, given: dict[str, str | None]) -> None:
        self._select = {"name": given.get("name"), "multiple": "multiple" in given, "first": None, "chosen": []}

    def _start_option(self, given: dict[str, str | None]) -> None:
        if self._select is None:
            return
        if self._select["first"] is None:
            self._select["first"] = given.get("value") or ""
        if "selected" in given:
            self._select["chosen"].append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = 0
        if tag == "textarea":
            self._textarea = None
        if tag == "select" and self._select:
            chosen = self._select["chosen"]
            if self._select["multiple"]:
                self.fields[self._select["name"]] = chosen
            elif chosen or self._select["first"] is not None:
                self.fields[self._select["name"]] = chosen[0] if chosen else self._select["first"]
            self._select = None

    def handle_data(self, text: str) -> None:
        if self._textarea:
            self.fields[self._textarea] += text

    def _add(self, name: str, value: str) -> None:
        if name in self.fields:
            old = self.fields[name]
            self.fields[name] = [*(old if isinstance(old, list) else [old]), value]
        else:
            self.fields[name] = value


def form_of(html: bytes) -> dict[str, Any]:
    """Return the fields of the page's main form with their values; buttons and files are left out."""
    reader = _Reader()
    reader.feed(html.decode())
    return {name: value for name, value in reader.fields.items() if name and "__prefix__" not in name}
