"""The files of a preset's folder, read strictly: what is unknown or misspelt is refused with the file's name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from conversations.enums import PriorityWord
from triggers.matching.languages import SPOKEN
from triggers.matching.rules import CATEGORIES, THRESHOLDS
from triggers.presets.shapes import LANGUAGES, PresetError, PresetLine

MANIFEST = "preset.toml"
#: Language code in the files for phrases of any language.
ANY_LANGUAGE = "any"

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$", max_length=60)]
MeaningName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Model = TypeVar("_Model", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NamedFile(_Strict):
    """A team or tag."""

    slug: Slug
    name: Words


class ManifestFile(_Strict):
    """`preset.toml`. Acknowledgements are nested: key, then open or closed, then language."""

    title: Words
    description: Words
    includes: list[Slug] = []
    teams: list[NamedFile] = []
    tags: list[NamedFile] = []
    acknowledgements: dict[Slug, dict[Literal["open", "closed"], dict[str, Words]]] = {}

    @model_validator(mode="after")
    def _is_complete(self) -> ManifestFile:
        for key, by_hours in self.acknowledgements.items():
            for hours in ("open", "closed"):
                found = set(by_hours.get(hours, {}))
                if not set(LANGUAGES) <= found <= set(SPOKEN):
                    wrong = ", ".join(sorted(set(LANGUAGES) - found | found - set(SPOKEN)))
                    raise ValueError(f"acknowledgement {key}.{hours}: missing or unknown languages: {wrong}")
        return self


class ActionFile(_Strict):
    """`[action]`: only what is given replaces what an included preset says."""

    team: Slug | None = None
    acknowledgement: Slug | None = None
    tags: list[Slug] | None = None
    task: bool | None = None
    task_title: Words | None = None
    task_priority: PriorityWord | None = None
    priority: PriorityWord | None = None
    skip_if_owner: bool | None = None
    reactivation_minutes: Annotated[int, Field(ge=1, le=60 * 24 * 30)] | None = None


class LinesFile(_Strict):
    """Phrases and exclusions by language: what `<key>.<anything>.toml` may hold."""

    phrases: dict[str, str] = {}
    exclusions: dict[str, str] = {}

    @model_validator(mode="after")
    def _speaks_known_languages(self) -> LinesFile:
        unknown = sorted({*self.phrases, *self.exclusions} - {*SPOKEN, ANY_LANGUAGE})
        if unknown:
            raise ValueError(f"unknown languages: {', '.join(unknown)}")
        return self

    def lines(self) -> list[PresetLine]:
        """Return every line that is not empty and no comment, phrases first."""
        kinds = ((self.phrases, False), (self.exclusions, True))
        return [
            PresetLine(text.strip(), "" if language == ANY_LANGUAGE else language, is_exclusion)
            for blocks, is_exclusion in kinds
            for language, block in blocks.items()
            for text in block.splitlines()
            if text.strip() and not text.strip().startswith("#")
        ]


class LanguageFile(_Strict):
    """`<language>/<key>.toml`: phrases and exclusions of one scenario in the language of its folder."""

    phrases: str = ""
    exclusions: str = ""

    def lines(self, language: str) -> list[PresetLine]:
        """Return every line that is not empty and no comment, phrases first."""
        return LinesFile(phrases={language: self.phrases}, exclusions={language: self.exclusions}).lines()


class ScenarioFile(LinesFile):
    """`<key>.toml`: the facts of a scenario; beside an included one of the same key only what differs.

    `meaning`: what it answers to in the second stage; a shipped scenario that names nothing has none of it.
    """

    key: Slug
    name: Words | None = None
    category: Literal[CATEGORIES] | None = None  # type: ignore[valid-type] # the tuple is the one list of categories
    sensitivity: Literal[tuple(THRESHOLDS)] | None = None  # type: ignore[valid-type] # the same
    priority: int | None = None
    mode: Literal["live", "shadow", "off"] | None = None
    threshold: float | None = None
    settings: dict[str, Any] | None = None
    meaning: list[MeaningName] | None = None
    action: ActionFile = ActionFile()


@dataclass(frozen=True, slots=True)
class PresetPart:
    """One scenario as one folder gives it: what its file says, and every line once, in the order written."""

    head: ScenarioFile
    lines: tuple[PresetLine, ...]


def read_manifest(folder: Path) -> ManifestFile:
    """Read `preset.toml`. Raises PresetError."""
    return _read(folder / MANIFEST, ManifestFile)


def read_parts(folder: Path) -> dict[str, PresetPart]:
    """Read every scenario of the folder, by key. Raises PresetError, also for a continuation without its scenario."""
    files = sorted(path for path in folder.glob("*.toml") if path.name != MANIFEST)
    heads = {path.stem: _read(path, ScenarioFile) for path in files if path.name.count(".") == 1}
    lines = {key: head.lines() for key, head in heads.items()}
    for path in files:
        key = path.name.split(".", 1)[0]
        if key not in heads or key != heads[key].key:
            raise PresetError(f"{_short(path)}: there is no scenario {key!r} of this name in the folder")
        if path.name.count(".") > 1:
            lines[key] += _read(path, LinesFile).lines()
    for path in sorted(folder.glob("*/*.toml")):
        key, language = path.stem, path.parent.name
        if key not in heads or language not in (*SPOKEN, ANY_LANGUAGE):
            raise PresetError(f"{language}/{path.name}: there is no scenario {key!r} or no language {language!r}")
        lines[key] += _read(path, LanguageFile).lines(language)
    return {key: PresetPart(head, tuple(dict.fromkeys(lines[key]))) for key, head in heads.items()}


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise PresetError(f"{_short(path)}: {place + ': ' if place else ''}{first['msg']}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PresetError(f"{_short(path)}: {error}") from error


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
