"""Installing shipped scenarios; what an admin has edited is never overwritten."""

from django.db import transaction

from accounts.models import Team, User
from conversations.models import Tag
from triggers.matching import Phrase as Pattern
from triggers.models import Phrase, Scenario
from triggers.presets import PresetScenario, load_preset
from triggers.services.rules import publish


def install_preset(*, name: str = "general", user: User | None = None) -> int:
    """Create the preset's scenarios that are not there yet and publish; return how many were created.

    Raises:
        KeyError: there is no such preset.
    """
    with transaction.atomic():
        present = set(Scenario.objects.values_list("key", flat=True))
        missing = [scenario for scenario in load_preset(name).scenarios if scenario.rule.key not in present]
        for scenario in missing:
            _install(scenario)
        if missing:
            publish(user=user)
    return len(missing)


def _install(source: PresetScenario) -> None:
    rule, action = source.rule, source.action
    scenario = Scenario.objects.create(
        key=rule.key,
        name=rule.name,
        category=rule.category,
        mode=rule.mode,
        sensitivity=rule.sensitivity,
        priority=rule.priority,
        limits=dict(rule.settings),
        team=Team.objects.filter(slug=action.team).first(),
        acknowledgement=action.acknowledgement,
        is_urgent=action.urgent,
        makes_task=action.task,
        task_title=action.task_title,
        task_priority=action.task_priority,
        skip_if_owner=action.skip_if_owner,
        reactivation_minutes=action.reactivation_minutes,
    )
    scenario.tags.set([_tag(slug) for slug in action.tags])
    Phrase.objects.bulk_create(
        Phrase(scenario=scenario, text=pattern.text, language=pattern.lang, is_exclusion=is_exclusion)
        for patterns, is_exclusion in ((rule.phrases, False), (rule.exclusions, True))
        for pattern in patterns
        if isinstance(pattern, Pattern)
    )


def _tag(slug: str) -> Tag:
    tag, _made = Tag.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})
    return tag
