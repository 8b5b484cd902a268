"""Every wake-up and every schedule names a job that exists, and every job belongs to a floor."""

import ast

from celery import current_app
from django.conf import settings

from handoffdesk.jobs.schedule import SWEEPS
from tests.architecture.sources import FLOORS, Source, calls, dotted, listed, python_sources

WAKERS = {"wake", "wake.wake", "current_app.send_task", "app.send_task"}


def woken_by(source: Source) -> dict[str, str]:
    """The job names that a file wakes, with the place of each."""
    arguments = [call.args[0] for call in calls(source) if dotted(call.func) in WAKERS and call.args]
    return {str(arg.value): source.at(arg, str(arg.value)) for arg in arguments if isinstance(arg, ast.Constant)}


def registered() -> set[str]:
    """The names of our own jobs, loaded the way a worker loads them."""
    current_app.loader.import_default_modules()
    return {name for name in current_app.tasks if name.split(".")[0] in FLOORS}


def test_every_wake_up_names_a_job() -> None:
    found = [
        place for source in python_sources() for name, place in woken_by(source).items() if name not in registered()
    ]
    assert not found, listed(found)


def test_a_wake_up_names_its_job_in_the_source() -> None:
    found = [
        source.at(call, "the job's name is not a literal")
        for source in python_sources()
        if source.path != "conversations/wake.py"
        for call in calls(source)
        if dotted(call.func) in WAKERS and not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert not found, listed(found)


def test_every_route_names_a_job() -> None:
    assert set(settings.CELERY_TASK_ROUTES) - registered() == set()


def test_every_sweep_names_a_job() -> None:
    assert {job for job, _seconds, _purpose in SWEEPS} - registered() == set()


def test_a_job_is_named_for_its_floor() -> None:
    found = [
        f"{name} is in {current_app.tasks[name].__module__}"
        for name in registered()
        if not current_app.tasks[name].__module__.startswith(f"{name.split('.')[0]}.")
    ]
    assert not found, listed(found)


def test_a_wake_up_is_found() -> None:
    source = Source("routing/services/intake.py", "wake('routing.run_turn', turn_id=1)")
    assert set(woken_by(source)) == {"routing.run_turn"}
