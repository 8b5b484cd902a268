"""Installing shipped scenarios: what is missing is added, what an admin has edited or removed is never touched."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from accounts.models import Team, User
from conversations.enums import Priority
from conversations.models import Tag
from triggers.models import InstalledScenario, Phrase, Scenario, TriggerVersion
from triggers.presets import PresetLine, PresetScenario, load_preset
from triggers.services.brought import digest_line
from triggers.services.draft_state import draft_state
from triggers.services.presets.plans import ScenarioPlan, plan_scenarios, read_shelf
from triggers.services.publishing import PublishRefusedError, check_draft
from triggers.services.rules import active_version, publish
from triggers.services.versions import lock_versions


@transaction.atomic
def install_scenarios(
    *, name: str = "general", user: User | None = None, publish_now: bool = False, restore: bool = False
) -> tuple[ScenarioPlan, TriggerVersion | None]:
    """Carry out the plan and return it, with the version that was published.

    The first rules of a desk are published at once; later ones wait in the draft unless `publish_now`. `restore`: what
    was removed here comes back.

    Raises:
        KeyError: there is no such preset.
        PublishRefusedError: the draft may not be published; then nothing is installed either.
    """
    preset = load_preset(name)
    # Two installations at once: the second waits here, and then finds everything there. On a desk without any version
    # the unique keys refuse the second.
    lock_versions()
    plan = plan_scenarios(preset, read_shelf(), restore=restore)
    tags = _make_tags(plan)
    teams = _teams_of(plan)
    for source in plan.created:
        _create(source, teams.get(source.action.team), tags, user)
    _add_lines(plan, user)
    _keep_record(plan)
    if not plan.changes:
        return plan, None
    return plan, _publish(plan, user, at_any_rate=publish_now)


def install_preset(*, name: str = "general", user: User | None = None) -> int:
    """Install the scenarios alone, without teams and texts; return how many were created.

    Raises:
        KeyError: there is no such preset.
    """
    plan, _version = install_scenarios(name=name, user=user)
    return len(plan.created)


def _publish(plan: ScenarioPlan, user: User | None, *, at_any_rate: bool) -> TriggerVersion | None:
    """Publish the first rules of a desk, unchecked as they are shipped; later ones only on demand and after checks."""
    if active_version():
        if not at_any_rate:
            return None
        refusal = check_draft(draft_state()).refusal
        if refusal:
            raise PublishRefusedError(refusal)
    return publish(user=user, note=plan.preset.title)


def _make_tags(plan: ScenarioPlan) -> dict[str, Tag]:
    Tag.objects.bulk_create(Tag(slug=tag.slug, name=tag.name) for tag in plan.tags)
    return Tag.objects.in_bulk({tag for each in plan.created for tag in each.action.tags}, field_name="slug")


def _teams_of(plan: ScenarioPlan) -> dict[str, Team]:
    """Return the desk's teams by the preset's slugs; a team of the same name serves when no key fits."""
    teams = list(Team.objects.all())
    by_name = {team.name.casefold(): team for team in teams}
    by_slug = {team.slug: team for team in teams}
    found = {named.slug: by_slug.get(named.slug, by_name.get(named.name.casefold())) for named in plan.preset.teams}
    return {slug: team for slug, team in found.items() if team is not None}


def _create(source: PresetScenario, team: Team | None, tags: Mapping[str, Tag], user: User | None) -> None:
    rule, action = source.rule, source.action
    scenario = Scenario(
        key=rule.key,
        name=rule.name,
        category=rule.category,
        mode=rule.mode,
        sensitivity=rule.sensitivity,
        priority=rule.priority,
        limits=dict(rule.settings),
        team=team,
        acknowledgement=action.acknowledgement,
        handoff_priority=Priority[action.priority.upper()],
        makes_task=action.task,
        task_title=action.task_title,
        task_priority=Priority[action.task_priority.upper()],
        skip_if_owner=action.skip_if_owner,
        reactivation_minutes=action.reactivation_minutes,
    )
    scenario._history_user = user  # type: ignore[attr-defined] # read by the history
    scenario.save()
    scenario.tags.set([tags[slug] for slug in action.tags])
    lines = [PresetLine(each.text, each.lang, is_exclusion=False) for each in rule.phrases if not isinstance(each, str)]
    lines += [
        PresetLine(each.text, each.lang, is_exclusion=True) for each in rule.exclusions if not isinstance(each, str)
    ]
    # Without a history of their own: a new scenario's record says who brought it, and there are thousands of them.
    Phrase.objects.bulk_create(_rows(scenario, lines))


def _add_lines(plan: ScenarioPlan, user: User | None) -> None:
    """Write the phrases for scenarios that are there, with a history: an admin may wonder where they come from."""
    there = {scenario.key: scenario for scenario in Scenario.objects.filter(key__in=plan.added)}
    rows = [row for key, lines in plan.added.items() for row in _rows(there[key], lines)]
    if rows:
        bulk_create_with_history(rows, Phrase, default_user=user, default_change_reason=plan.preset.title)


def _rows(scenario: Scenario, lines: Iterable[PresetLine]) -> list[Phrase]:
    return [
        Phrase(scenario=scenario, text=line.text, language=line.language, is_exclusion=line.is_exclusion)
        for line in lines
    ]


def _keep_record(plan: ScenarioPlan) -> None:
    """Note what each folder has offered to each scenario that is there now; what was offered before stays noted."""
    left_out = {each.rule.key for each in plan.left_out}
    noted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for layer in plan.preset.layers:
        for key, lines in layer.lines.items():
            if key not in left_out:
                noted[layer.name, key].update(map(digest_line, lines))
    records = {(row.preset, row.scenario_key): row for row in InstalledScenario.objects.all()}
    for (name, key), digests in noted.items():
        row = records.get((name, key))
        if row is None:
            InstalledScenario.objects.create(preset=name, scenario_key=key, phrases=sorted(digests))
        elif not digests <= set(row.phrases):
            row.phrases = sorted(digests.union(row.phrases))
            row.save()
