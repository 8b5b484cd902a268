"""What stands around the services: first run, schedule, checks, logs, and the one SQLite writer."""

import json
import logging
import logging.config
import threading

import pytest
from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, connections, transaction
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from accounts.models import User
from conversations.models import Tag
from handoffdesk import checks, env
from handoffdesk.jobs import schedule
from handoffdesk.operations.logs import logging_config
from handoffdesk.server.sqlite import base


class TestEnvironment:
    """Readers that name what is wrong."""

    def test_a_missing_secret_names_itself(self, tmp_path, monkeypatch) -> None:
        monkeypatch.delenv("SECRET_KEY", raising=False)
        with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not set"):
            env.secret("SECRET_KEY", tmp_path / "none")
        (tmp_path / "key").write_text("stored\n")
        assert env.secret("SECRET_KEY", tmp_path / "key") == "stored"

    @pytest.mark.parametrize(("name", "value"), [("PORT", "eighty"), ("PORT", "1.5")])
    def test_a_wrong_number_is_named(self, monkeypatch, name, value) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured, match=name):
            env.integer(name, 1)

    def test_flags_and_words(self, monkeypatch) -> None:
        monkeypatch.setenv("X_FLAG", "Yes")
        assert env.flag("X_FLAG", default=False)
        monkeypatch.setenv("X_FLAG", "maybe")
        with pytest.raises(ImproperlyConfigured, match="X_FLAG"):
            env.flag("X_FLAG", default=False)
        assert env.flag("X_NONE", default=True)
        assert env.words("X_NONE", "a, b,,c ") == ["a", "b", "c"]


@pytest.mark.django_db
class TestSchedule:
    """The named sweeps."""

    def test_every_sweep_is_there_and_is_a_job_that_exists(self) -> None:
        schedule.install_sweeps()
        current_app.loader.import_default_modules()
        names = set(PeriodicTask.objects.values_list("task", flat=True))
        assert {job for job, _, _ in schedule.SWEEPS} <= names
        assert {job for job, _, _ in schedule.SWEEPS} <= set(current_app.tasks)

    def test_an_interval_that_an_admin_changed_is_kept(self) -> None:
        schedule.install_sweeps()
        minute = IntervalSchedule.objects.create(every=60, period="seconds")
        PeriodicTask.objects.filter(name="routing.sweep_turns").update(interval=minute, enabled=False)
        schedule.install_sweeps()
        task = PeriodicTask.objects.get(name="routing.sweep_turns")
        assert (task.interval, task.enabled) == (minute, False)
        assert PeriodicTask.objects.filter(task="routing.sweep_turns").count() == 1


class TestChecks:
    """What `check --deploy` says of our own."""

    def test_an_unencrypted_address_is_a_warning(self, settings) -> None:
        settings.IS_HTTPS = False
        assert [message.id for message in checks.check_public_address()] == ["handoffdesk.W001"]
        settings.IS_HTTPS = True
        assert checks.check_public_address() == []

    def test_the_embedded_mode_is_not_for_production(self, settings) -> None:
        settings.DATABASE_URL, settings.REDIS_URL = "", ""
        assert [message.msg.split()[0] for message in checks.check_services()] == ["DATABASE_URL", "REDIS_URL"]
        settings.DATABASE_URL, settings.REDIS_URL = "postgres://x", "redis://x"
        assert checks.check_services() == []

    def test_demo_data_and_an_open_directory_are_named(self, settings, tmp_path, db) -> None:
        settings.DATA_DIR = tmp_path
        assert checks.check_demo() == checks.check_data_directory() == []
        (tmp_path / "demo.json").touch()
        ana = User.objects.create_user("ana@demo.localhost", name="Ana")
        tmp_path.chmod(0o755)
        [demo], [directory] = checks.check_demo(), checks.check_data_directory()
        assert (demo.id, directory.id) == ("handoffdesk.W003", "handoffdesk.W004")
        assert "demo.json and 1 active accounts" in demo.msg
        (tmp_path / "demo.json").unlink()
        ana.is_active = False
        ana.save()
        tmp_path.chmod(0o750)
        assert checks.check_demo() == checks.check_data_directory() == []

    def test_a_database_that_is_away_stops_no_check(self, db) -> None:
        def refuse(*_) -> None:
            raise DatabaseError("no database")

        with connection.execute_wrapper(refuse):
            assert checks.check_demo() == []


class TestLogs:
    """One object a line, with ids."""

    def test_json_lines_carry_level_logger_time_and_ids(self) -> None:
        config = logging_config(level="INFO", style="json")
        formatter = logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["desk"])
        record = logging.LogRecord("routing", logging.WARNING, __file__, 1, "deadline failed", (), None)
        record.deadline = 7
        line = json.loads(formatter.format(record))
        assert (line["event"], line["level"], line["logger"], line["deadline"]) == (
            "deadline failed", "warning", "routing", 7,
        )  # fmt: skip
        assert line["timestamp"].endswith("Z")

    def test_the_console_says_the_same_in_words(self) -> None:
        config = logging_config(level="INFO", style="console")
        formatter = logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["desk"])
        text = formatter.format(logging.LogRecord("routing", logging.INFO, __file__, 1, "hello", (), None))
        assert "hello" in text
        assert "info" in text


@pytest.mark.django_db(transaction=True)
class TestWriters:
    """Many threads write; none is told that the database is locked."""

    def test_read_then_write_in_many_threads_loses_nothing(self) -> None:
        tag = Tag.objects.create(slug="counter", name="0")
        errors: list[BaseException] = []

        def work() -> None:
            try:
                for _ in range(25):
                    with transaction.atomic():
                        row = Tag.objects.select_for_update().get(pk=tag.pk)
                        row.name = str(int(row.name) + 1)
                        row.save()
            except DatabaseError as error:
                errors.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert Tag.objects.get().name == "100"

    def test_a_writer_that_fails_or_dies_lets_the_next_one_in(self) -> None:
        started = threading.Event()

        def fail() -> None:
            try:
                with transaction.atomic():
                    Tag.objects.create(slug="lost", name="lost")
                    started.set()
                    raise RuntimeError
            except RuntimeError:
                pass
            with transaction.atomic():
                Tag.objects.create(slug="lost", name="lost")
                connection.close()

        thread = threading.Thread(target=lambda: _tolerate(fail))
        thread.start()
        assert started.wait(5)
        thread.join(10)
        with transaction.atomic():
            Tag.objects.create(slug="next", name="next")
        assert not base._writer.locked(), "the writer's lock was left behind"
        assert list(Tag.objects.values_list("slug", flat=True)) == ["next"]


def _tolerate(act) -> None:
    try:
        act()
    except (DatabaseError, transaction.TransactionManagementError):
        return
    finally:
        connections.close_all()
