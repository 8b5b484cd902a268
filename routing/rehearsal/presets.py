"""Installing a preset whole: teams and acknowledgements around the scenarios that the triggers install."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Membership, Role, Team, User
from routing.services.texts import install_acknowledgements, missing_texts
from triggers.models import TriggerVersion
from triggers.presets import Named, PresetText, load_preset
from triggers.services.presets.install import install_scenarios
from triggers.services.presets.plans import PresetShelf, ScenarioPlan, plan_scenarios, read_shelf


@dataclass(frozen=True, slots=True)
class PresetPlan:
    """Everything that an installation adds to this desk."""

    rules: ScenarioPlan
    teams: tuple[Named, ...]
    texts: tuple[PresetText, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to install."""
        return not (self.rules.changes or self.teams or self.texts)


@dataclass(frozen=True, slots=True)
class Installed:
    """What was installed; `version` is the one that was published, None when the rules wait in the draft."""

    plan: PresetPlan
    version: TriggerVersion | None

    @property
    def waits(self) -> bool:
        """Whether rules were added that do not decide yet."""
        return self.plan.rules.changes and self.version is None


def plan_preset(*, name: str, shelf: PresetShelf | None = None, restore: bool = False) -> PresetPlan:
    """Say what installing would add, writing nothing.

    Raises:
        KeyError: there is no such preset.
    """
    preset = load_preset(name)
    rules = plan_scenarios(preset, shelf or read_shelf(), restore=restore)
    return PresetPlan(rules, _missing_teams(rules), tuple(missing_texts(preset.texts)))


@transaction.atomic
def install_preset(
    *, name: str, user: User | None = None, publish_now: bool = False, restore: bool = False
) -> Installed:
    """Create what is missing of a preset; nothing that is there is changed, whoever made it.

    A new team gets its first managers at once (`user`, else every admin), so that a handoff to it reaches somebody.

    Raises:
        KeyError: there is no such preset.
        PublishRefusedError: the draft may not be published; then nothing is installed either.
    """
    plan = plan_preset(name=name, restore=restore)
    _make_teams(plan.teams, user)
    install_acknowledgements(plan.texts)
    rules, version = install_scenarios(name=name, user=user, publish_now=publish_now, restore=restore)
    return Installed(PresetPlan(rules, plan.teams, plan.texts), version)


def _missing_teams(rules: ScenarioPlan) -> tuple[Named, ...]:
    """Return the teams that new scenarios name and the desk lacks: a team of that key or of that name serves."""
    wanted = {each.action.team for each in rules.created}
    there = {word.casefold() for pair in Team.objects.values_list("slug", "name") for word in pair}
    return tuple(
        team
        for team in rules.preset.teams
        if team.slug in wanted and team.slug not in there and team.name.casefold() not in there
    )


def _make_teams(teams: tuple[Named, ...], user: User | None) -> None:
    managers = [user] if user else list(User.objects.filter(is_staff=True, is_active=True))
    for named in teams:
        team = Team.objects.create(slug=named.slug, name=named.name)
        Membership.objects.bulk_create(Membership(user=each, team=team, role=Role.MANAGER) for each in managers)
