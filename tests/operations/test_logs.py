"""What log lines carry: the ids that tie them together, and never a customer's words or a secret."""

import io
import json
import logging
import logging.config
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app, shared_task
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

from conversations.adapters.meta.signature import sign
from conversations.models import AiProfile, Conversation, Message
from conversations.services import delivery
from conversations.services.thread import lock_thread
from handoffdesk.jobs import context as job_context
from handoffdesk.operations.logs import HIDDEN, OWN, logging_config
from handoffdesk.operations.models import SweepRun
from handoffdesk.server.middleware import SANE_ID, RequestContextMiddleware
from routing.services import desk
from tests.adapters.payloads import NUMBER_ID, text_body
from tests.factories import scenes
from tests.flows.stage import ASKS_FOR_PERSON, Stage, set_stage
from tests.standins import openai
from tests.standins.meta import MetaStandIn, graph_error
from tests.standins.openai import OpenAiStandIn

WORDS = "canary-of-the-customer"
SECRETS = ("canary-app-secret", "canary-access-token", "canary-ai-key", "canary-password", "canary-session")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that production would write at LOG_LEVEL=DEBUG."""
    written = io.StringIO()
    config = logging_config(level="DEBUG", style="json")
    config["handlers"] = {"stderr": {"class": "logging.StreamHandler", "formatter": "desk", "stream": written}}
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logging.config.dictConfig(config)
    yield written
    root.handlers, root.level = before, level
    for name in OWN:
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def post(stage: Stage, body: bytes, *, secret: str = SECRETS[0]) -> int:
    headers = {"X-Hub-Signature-256": sign(secret, body), "X-Request-ID": "from-the-proxy"}
    url = f"/hooks/whatsapp/{stage.account.public_id}/"
    return Client().post(url, body, content_type="application/json", headers=headers).status_code


def test_the_console_tells_an_error_with_its_causes_below_each_other() -> None:
    written = io.StringIO()
    formatter = logging_config(level="INFO", style="console")["formatters"]["desk"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter["()"](**{name: value for name, value in formatter.items() if name != "()"}))
    try:
        try:
            raise ValueError(WORDS)
        except ValueError as cause:
            raise OperationalError("the server went away") from cause
    except OperationalError:
        handler.handle(logging.LogRecord("routing", logging.ERROR, __file__, 1, "broken", (), sys.exc_info()))
    first, *rest = written.getvalue().splitlines()
    assert "broken" in first
    assert [line.split(" at ")[0] for line in rest] == ["OperationalError (the server went away)", "ValueError"]


@shared_task(name="test.failing")
def failing(**_: Any) -> None:
    """A job that breaks on a customer's words."""
    raise ValueError(WORDS)


@pytest.mark.django_db
def test_a_whole_journey_leaves_no_words_and_no_secrets(log, settings) -> None:
    stage = set_stage()
    with MetaStandIn(token=SECRETS[1]) as meta, OpenAiStandIn(openai.report(WORDS), openai.error(500, WORDS)) as ai:
        settings.META_GRAPH_BASE_URL = meta.base_url
        AiProfile.objects.update(base_url=ai.base_url, model="m", api_key=SECRETS[2], timeout_seconds=5)
        account = stage.account
        account.secrets, account.simulator = {"app_secret": SECRETS[0], "access_token": SECRETS[1]}, False
        account.external_id = NUMBER_ID
        account.save()
        assert post(stage, text_body(f"hello {WORDS}", message_id="wamid.1")) == 200
        assert post(stage, text_body(WORDS, message_id="wamid.2"), secret="wrong") == 403
        assert post(stage, json.dumps({"entry": [{"changes": WORDS}]}).encode()) == 200
        stage.run_ai()
        delivery.deliver(conversation_id=Conversation.objects.get().pk)
        assert Message.objects.filter(body__contains=WORDS, direction="out", delivery="sent").exists()
        assert post(stage, text_body(f"and {WORDS}?", message_id="wamid.3")) == 200
        stage.run_ai()
        assert post(stage, text_body(f"{ASKS_FOR_PERSON} {WORDS}", message_id="wamid.4")) == 200
        meta.script(graph_error(131047), graph_error(190))
        conversation = Conversation.objects.get()
        desk.claim(conversation_id=conversation.pk, user=stage.ana)
        desk.reply(conversation_id=conversation.pk, user=stage.ana, body=WORDS)
        delivery.deliver(conversation_id=conversation.pk)
    stage.ana.set_password(SECRETS[3])
    stage.ana.save()
    client = Client()
    client.cookies["handoffdesk_session"] = SECRETS[4]
    client.post("/accounts/login/", {"login": stage.ana.email, "password": SECRETS[3]})
    client.get("/api/v1/conversations/", {"q": WORDS})
    failing.apply()
    logging.getLogger("handoffdesk").debug("the log works")
    text = log.getvalue()
    assert "the log works" in text
    assert "job failed" in text
    assert len(lines(log)) > 5
    for hidden in (WORDS, *SECRETS):
        assert hidden not in text, next(line for line in text.splitlines() if hidden in line)


class TestLines:
    """The form of a line."""

    def test_what_is_named_like_a_secret_is_hidden(self, log) -> None:
        logging.getLogger("handoffdesk").info("x", extra={"access_token": SECRETS[1], "account": 7})
        assert lines(log)[0]["access_token"] == HIDDEN
        assert lines(log)[0]["account"] == 7

    def test_a_request_is_told_by_its_path_and_not_by_its_query(self, log) -> None:
        request = RequestFactory().get("/inbox/", {"q": WORDS})
        logging.getLogger("django.request").error("Internal Server Error: /inbox/", extra={"request": request})
        assert lines(log)[0]["path"] == "GET /inbox/"
        assert WORDS not in log.getvalue()

    def test_an_error_is_told_by_type_and_place(self, log) -> None:
        try:
            try:
                raise IntegrityError(WORDS)
            except IntegrityError as error:
                raise ValueError(WORDS) from error
        except ValueError:
            logging.getLogger("routing").exception("broken")
        chain = lines(log)[0]["exception"]
        assert [line.split(" at ")[0] for line in chain] == ["ValueError", "IntegrityError"]
        assert "test_logs.py:" in chain[0]

    def test_the_words_of_a_server_are_kept(self, log) -> None:
        try:
            raise OperationalError("the server closed the connection")
        except OperationalError:
            logging.getLogger("routing").exception("broken")
        assert lines(log)[0]["exception"][0].startswith("OperationalError (the server closed the connection) at ")

    def test_libraries_are_not_heard_below_info(self, log) -> None:
        logging.getLogger("openai._base_client").debug(WORDS)
        logging.getLogger("some.library").debug(WORDS)
        logging.getLogger("conversations.ai").debug("ours")
        assert [line["event"] for line in lines(log)] == ["ours"]


class TestRequestId:
    """One id from the proxy to the job."""

    def middleware(self):
        return RequestContextMiddleware(lambda _request: self.answer())

    def answer(self):
        logging.getLogger("handoffdesk").info("seen")
        from django.http import HttpResponse

        return HttpResponse()

    def test_a_sane_id_is_kept_and_returned(self, log) -> None:
        response = self.middleware()(RequestFactory().get("/", headers={"X-Request-ID": "abc-12345"}))
        assert response["X-Request-ID"] == lines(log)[0]["request_id"] == "abc-12345"

    @pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b\ninjected-line', "with spaces in it"])
    def test_any_other_is_replaced(self, log, given) -> None:
        request = RequestFactory().get("/")
        request.META["HTTP_X_REQUEST_ID"] = given
        response = self.middleware()(request)
        assert response["X-Request-ID"] == lines(log)[0]["request_id"] != given
        assert SANE_ID.fullmatch(response["X-Request-ID"])

    def test_what_the_thread_did_before_is_forgotten(self, log) -> None:
        bind_contextvars(conversation_id="of-another-request")
        self.middleware()(RequestFactory().get("/"))
        assert "conversation_id" not in lines(log)[0]

    @pytest.mark.django_db(transaction=True)  # a job closes connections that are too old
    def test_it_travels_to_the_job_and_the_job_names_itself(self, log) -> None:
        @shared_task(name="test.speaking")
        def speaking(**_: Any) -> None:
            logging.getLogger("handoffdesk").info("at work")

        task = current_app.tasks["test.speaking"]
        task.apply(kwargs={"conversation_id": "c-1"}, headers={"request_id": "abc-12345"}, task_id="job-1")
        assert {"request_id": "abc-12345", "job": "test.speaking", "job_id": "job-1"}.items() <= lines(log)[0].items()
        assert lines(log)[0]["conversation_id"] == "c-1"
        assert get_contextvars() == {}


@pytest.mark.django_db
class TestContext:
    """What binds the conversation and counts the sweeps."""

    def test_a_locked_conversation_is_named_and_then_no_more(self) -> None:
        clear_contextvars()
        conversation = scenes.with_ai()
        with lock_thread(conversation.pk):
            assert get_contextvars() == {"conversation_id": str(conversation.pk)}
        assert get_contextvars() == {}

    def test_a_sweep_is_counted_and_written_every_few_seconds(self, django_assert_num_queries) -> None:
        book = job_context.SweepBook()
        book.note("routing.sweep_turns", 0.5, failed=False)
        with django_assert_num_queries(0):
            book.note("routing.sweep_turns", 0.25, failed=True)
        book._written.clear()
        book.note("routing.sweep_turns", 0.25, failed=False)
        run = SweepRun.objects.get()
        assert (run.job, run.runs, run.failures, run.seconds) == ("routing.sweep_turns", 3, 1, 1.0)

    @pytest.mark.django_db(transaction=True)
    def test_a_real_sweep_is_counted(self) -> None:
        job_context.book._written.clear()
        current_app.loader.import_default_modules()
        current_app.tasks["routing.sweep_turns"].apply()
        assert SweepRun.objects.get(job="routing.sweep_turns").runs >= 1
