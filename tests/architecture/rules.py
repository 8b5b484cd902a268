"""The rules on Python code, one function each: a source in, findings out. `test_rules_can_fail.py` breaks every one."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import Source, calls, dotted, functions, imports

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_JOB = 10
BANNED_NAMES = ("utils", "util", "helpers", "helper", "processor", "data", "info", "common", "misc")
LAZY_MARK = "# lazy: "

# Where signals are not business flow: {file: signals and why}.
ALLOWED_SIGNALS = {
    "handoffdesk/jobs/schedule.py": "post_migrate writes the named sweeps into the beat's tables",
    "handoffdesk/operations/keys.py": "post_migrate seals the texts by which wrong keys are known",
    "handoffdesk/celery.py": "a worker's start and stop",
    "handoffdesk/server/garbage.py": "a worker that is ready",
    "handoffdesk/server/sqlite/ranks.py": "the rank of a job among those who wait to write",
    "handoffdesk/jobs/context.py": "names a job on its log lines and times the sweeps",
    "notifications/realtime/revocation.py": "closes the sockets of who lost a right, by whatever door it was taken",
}
NETWORK_MODULES = (
    "httpx2",
    "httpx",
    "requests",
    "aiohttp",
    "urllib.request",
    "http.client",
    "urllib3",
    "smtplib",
    "ftplib",
)
# The replay is a provider in miniature: it posts to the desk from outside and is no part of a running one.
MAIL_ROOM = "notifications/transports/email/"
HTTP_ROOMS = ("conversations/adapters/http.py", "conversations/ai/", "handoffdesk/demo/replay.py")
# Modules that only compute: no database, no queue, no network, no clock of their own.
PURE_ROOMS = (
    "triggers/engine.py",
    "triggers/facts.py",
    "triggers/signals/",
    "triggers/matching/",
    "triggers/linting/",
    "triggers/backtesting/",
    "routing/strategies/",
    "routing/calendar.py",
)
IMPURE_MODULES = (
    "celery", "kombu", "redis", "channels", "socket", "subprocess", "asyncio", "openai", "twilio", *NETWORK_MODULES,
)  # fmt: skip
IMPURE_ROOMS = ("models", "services", "selectors", "jobs", "admin", "wake")


def file_length(source: Source) -> Iterator[str]:
    """A file is at most 400 lines; the settings are one long list."""
    lines = source.text.count("\n")
    if lines > LONGEST_FILE and not source.path.endswith("/settings.py"):
        yield f"{source.path}: {lines} lines, {LONGEST_FILE} is the limit"


def function_length(source: Source) -> Iterator[str]:
    """A function is at most 60 lines, docstring included."""
    for function in functions(source):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield source.at(function, f"{function.name} has {lines} lines, {LONGEST_FUNCTION} is the limit")


def file_name(source: Source) -> Iterator[str]:
    """A file is named for what it holds."""
    for part in source.path.removesuffix(".py").split("/"):
        if part in BANNED_NAMES or part.endswith(("_utils", "_helpers")):
            yield f"{source.path}: the name {part} says nothing"


def inline_import(source: Source) -> Iterator[str]:
    """An import inside a function says why: it must not hide a circle."""
    for function in functions(source):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom) and LAZY_MARK not in source.line(node.lineno):
                yield source.at(node, f"an import inside {function.name} without `{LAZY_MARK}reason`")


def signal_flow(source: Source) -> Iterator[str]:
    """Business flow is direct calls and rows, never Django's signals."""
    if source.path in ALLOWED_SIGNALS:
        return
    for node, name in imports(source):
        if name.startswith(
            (
                "django.dispatch",
                "django.db.models.signals",
                "django.core.signals",
                "django.contrib.auth.signals",
                "celery.signals",
            )
        ):
            yield source.at(node, f"{name}: signals are not for business flow")


def broad_silence(source: Source) -> Iterator[str]:
    """No error of any kind disappears without a trace."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and all(is_nothing(part) for part in node.body):
            yield source.at(node, "every error is swallowed in silence")


def is_broad(caught: ast.expr | None) -> bool:
    """Whether a handler catches everything."""
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught] if caught else []
    return caught is None or any(dotted(name) in {"Exception", "BaseException"} for name in names)


def is_nothing(statement: ast.stmt) -> bool:
    """Whether a statement does nothing about an error."""
    return isinstance(statement, ast.Pass | ast.Continue) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def job_shape(source: Source) -> Iterator[str]:
    """A job is ids in, one service call, and tolerates arguments of a newer version."""
    if not source.path.endswith("/jobs.py"):
        return
    for function in functions(source):
        if not any("task" in dotted(decorator) for decorator in function.decorator_list):
            continue
        lines = (function.end_lineno or function.lineno) - function.lineno + 1 - docstring_lines(function)
        if lines > LONGEST_JOB:
            yield source.at(function, f"{function.name} has {lines} lines, a job has at most {LONGEST_JOB}")
        if function.args.kwarg is None or function.args.kwarg.arg != "_":
            yield source.at(function, f"{function.name} has no `**_` at the end of its arguments")


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the docstring takes."""
    first = function.body[0]
    return (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) is not None else 0


def job_outside_jobs(source: Source) -> Iterator[str]:
    """Celery's tasks live in jobs.py, because a task in this house is an agent's to-do."""
    if source.path.endswith("/jobs.py"):
        return
    for function in functions(source):
        if any(dotted(decorator).split(".")[-1] == "shared_task" for decorator in function.decorator_list):
            yield source.at(function, f"{function.name} is a job outside jobs.py")


def timed_job(source: Source) -> Iterator[str]:
    """What happens later is a Deadline row, never a job with a time in the broker."""
    for call in calls(source):
        timed = [keyword.arg for keyword in call.keywords if keyword.arg in {"eta", "countdown"}]
        if timed and dotted(call.func).split(".")[-1] in {"apply_async", "signature", "retry", "send_task"}:
            yield source.at(call, f"{timed[0]}= puts a time into the broker")


def network_import(source: Source) -> Iterator[str]:
    """One module talks HTTP; there the time-out and the address guard are.

    The e-mail transport reads the errors of the mail library; the operator names that server, and no user does.
    """
    if source.path.startswith(HTTP_ROOMS):
        return
    for node, name in imports(source):
        is_mail = name == "smtplib" and source.path.startswith(MAIL_ROOM)
        if is_under(name, NETWORK_MODULES) and not is_mail:
            yield source.at(node, f"{name} outside {HTTP_ROOMS[0]}")


def sdk_import(source: Source) -> Iterator[str]:
    """Each provider's library stays in its room, and is imported at first use."""
    rooms = {"openai": "conversations/ai/", "twilio": "conversations/adapters/twilio_sms/"}
    top_level = {id(node) for node in source.tree.body}
    for node, name in imports(source):
        room = rooms.get(name.split(".", maxsplit=1)[0])
        if room and not source.path.startswith(room):
            yield source.at(node, f"{name} outside {room}")
        if room and id(node) in top_level:
            yield source.at(node, f"{name} is imported with the module, not at first use")


def pure_import(source: Source) -> Iterator[str]:
    """Pure code imports no model, no service, no queue and no network; of Django only its text and time functions."""
    if not is_pure(source.path):
        return
    for node, name in imports(source):
        room = name.split(".")[1:2]
        is_ours_and_impure = name.split(".", maxsplit=1)[0] in FLOOR_PACKAGES and room and room[0] in IMPURE_ROOMS
        is_framework = is_under(name, ("django",)) and not is_under(name, ("django.utils",))
        if is_under(name, IMPURE_MODULES) or is_framework or is_ours_and_impure:
            yield source.at(node, f"pure code imports {name}")


FLOOR_PACKAGES = frozenset({"accounts", "conversations", "triggers", "routing", "notifications", "handoffdesk"})


def is_pure(path: str) -> bool:
    """Whether a path is one of the rooms that only compute; an adapter's parser is one."""
    in_adapter = path.startswith("conversations/adapters/") and path.rsplit("/", maxsplit=1)[-1].startswith("parse")
    return in_adapter or path.startswith(PURE_ROOMS)


def is_under(name: str, modules: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of these modules or inside one."""
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def trusted_markup(source: Source) -> Iterator[str]:
    """Nothing is declared safe by hand; format_html escapes its arguments."""
    for node, name in imports(source):
        if name.endswith(".mark_safe"):
            yield source.at(node, f"{name}: use format_html")
    for call in calls(source):
        if dotted(call.func).split(".")[-1] in {"mark_safe", "SafeString", "SafeText"}:
            yield source.at(call, f"{dotted(call.func)}: use format_html")


def environment_read(source: Source) -> Iterator[str]:
    """The environment is read by handoffdesk/env.py, so that every variable is typed and documented."""
    if source.path == "handoffdesk/env.py":
        return
    for node in ast.walk(source.tree):
        is_get = isinstance(node, ast.Call) and dotted(node.func) in {"os.environ.get", "os.getenv", "environ.get"}
        is_item = isinstance(node, ast.Subscript) and dotted(node) == "os.environ" and isinstance(node.ctx, ast.Load)
        if is_get or is_item:
            yield source.at(node, "the environment is read outside handoffdesk/env.py")


def inline_pattern(source: Source) -> Iterator[str]:
    """A pattern is a constant of its module: there `test_patterns.py` finds it and tries to hurt it."""
    for call in calls(source):
        if dotted(call.func) in {
            f"re.{name}" for name in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")
        }:
            yield source.at(call, "a pattern inside a function is tried by no hostile text; name it beside the others")
