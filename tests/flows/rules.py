"""The rules of the small desk: the scenarios of the general preset with the few phrases that its plays need.

Installing and compiling thousands of phrases is tried in tests/triggers, tests/admin and tests/routing/test_presets.py.
"""

from accounts.models import Team
from conversations.enums import Priority
from conversations.models import Tag
from triggers.models import Phrase, Scenario, TriggerVersion
from triggers.presets import PresetScenario, load_preset
from triggers.services.rules import publish

#: What customers of the plays say; a scenario of the preset that goes by phrases and has none here is left out.
PHRASES: dict[str, tuple[str, ...]] = {
    "explicit_request": (
        "[talk|speak] to (a|an) (real|live) [human|person|agent]", "(a|my) human please", "where is my human",
        "hablar con una persona", "mit einem menschen sprechen", "un conseiller humain", "parlare con una persona",
        "um atendente humano", "porozmawiać z człowiekiem", "een medewerker spreken", "转人工",
    ),
    "emergency": ("gas leak",),
    "legal_matter": ("legal action", "my lawyer"),
    "sensitive": ("had to go to the hospital",),
    "cancellation": ("cancel [my order|everything]", "money back"),
    "frustration": (
        "~~ this is ridiculous", "nobody [helps|answers] me", "still no answer", "this is the worst",
    ),
}  # fmt: skip


def write_rules() -> TriggerVersion:
    """Write the scenarios in bulk, without a history, and publish them."""
    chosen = [each for each in load_preset("general").scenarios if each.rule.key in PHRASES or not each.rule.phrases]
    teams = dict(Team.objects.values_list("slug", "pk"))
    made = Scenario.objects.bulk_create(_row(each, teams.get(each.action.team)) for each in chosen)
    lines = [Phrase(scenario=row, text=text) for row in made for text in PHRASES.get(row.key, ())]
    Phrase.objects.bulk_create(lines)
    slugs = sorted({slug for each in chosen for slug in each.action.tags})
    tags = {tag.slug: tag for tag in Tag.objects.bulk_create(Tag(slug=slug, name=slug) for slug in slugs)}
    through = Scenario.tags.through
    through.objects.bulk_create(
        through(scenario=row, tag=tags[slug])
        for row, each in zip(made, chosen, strict=True)
        for slug in each.action.tags
    )
    return publish(note="A few of the general rules")


def _row(source: PresetScenario, team: int | None) -> Scenario:
    rule, action = source.rule, source.action
    return Scenario(
        key=rule.key,
        name=rule.name,
        category=rule.category,
        mode=rule.mode,
        sensitivity=rule.sensitivity,
        priority=rule.priority,
        limits=dict(rule.settings),
        team_id=team,
        acknowledgement=action.acknowledgement,
        handoff_priority=Priority[action.priority.upper()],
        makes_task=action.task,
        task_title=action.task_title,
        task_priority=Priority[action.task_priority.upper()],
        skip_if_owner=action.skip_if_owner,
        reactivation_minutes=action.reactivation_minutes,
    )
