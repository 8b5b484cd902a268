"""The one settings file.

Each variable it reads is described in docs/settings.md; what an organisation tunes is in the admin.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from handoffdesk import env
from handoffdesk.operations.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("HANDOFFDESK_DATA_DIR", str(BASE_DIR / "var"))).resolve()

# --- Where we are -----------------------------------------------------------------------------------------------------
PORT = env.integer("PORT", 8000)
PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_public = urlsplit(PUBLIC_BASE_URL)
IS_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS") or [_public.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
# Requests are at most this large; a text message is far smaller and Meta stays below 3 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- Secrets ----------------------------------------------------------------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secret.key")
# Keys that were in use before: what they signed still holds, nothing new is signed with them.
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
FIELD_ENCRYPTION_KEYS = env.words("FIELD_ENCRYPTION_KEYS") or [SECRET_KEY, *SECRET_KEY_FALLBACKS]

# --- Database, broker, cache: embedded without variables, PostgreSQL and Redis with them ------------------------------
DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
# The ORM in place of the statements that are made once (docs/adr/0008): slower, the same rows.
ROWS_BY_ORM = env.flag("ROWS_BY_ORM", default=False)
EMBEDDED = not REDIS_URL

if DATABASE_URL:
    _database: dict[str, Any] = environ.Env.db_url_config(DATABASE_URL)
    _database |= {
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _database.get("OPTIONS", {}) | {"server_side_binding": True, "prepare_threshold": 1},
    }
else:
    _database = {
        "ENGINE": "handoffdesk.server.sqlite",
        "NAME": DATA_DIR / "handoffdesk.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            # A Redis that hangs is one that is away.
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Jobs -------------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "inprocess://"
# A worker asks Redis for work one second at a time. So an answer that is five seconds late means a Redis that hangs,
# and a connection on which nothing comes for eleven is made anew. For sending wake-ups see handoffdesk/celery.py.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "health_check_interval": 5,
        "max_retries": 0,
        "visibility_timeout": 3600,
    }
    if REDIS_URL
    else {}
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are no results to clean up
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "sweeps"
CELERY_TASK_ROUTES = {
    "conversations.deliver": {"queue": "outbound"},
    "routing.run_turn": {"queue": "ai"},
    "routing.write_summary": {"queue": "ai"},
    "notifications.relay": {"queue": "relay"},
    # Beside other calls that may take long: a mail server that hangs holds one thread.
    "notifications.deliver": {"queue": "ai"},
}
CELERY_BEAT_SCHEDULER = "handoffdesk.jobs.beat:LeasedScheduler"
CELERY_TIMEZONE = "UTC"

# --- Apps -------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "handoffdesk.apps.HandoffDeskConfig",
    "handoffdesk.operations.apps.OperationsConfig",
    "notifications.apps.NotificationsConfig",
    "routing.apps.RoutingConfig",
    "triggers.apps.TriggersConfig",
    "conversations.apps.ConversationsConfig",
    "accounts.apps.AccountsConfig",
    "handoffdesk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_celery_beat",
    "simple_history",
    "import_export",
]
MIDDLEWARE = [
    "handoffdesk.server.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "handoffdesk.server.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    # A provider's call goes from here to its view; what follows serves people.
    "handoffdesk.server.middleware.ProvidersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "handoffdesk.server.middleware.PersonLanguageMiddleware",
    "handoffdesk.server.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "handoffdesk.urls"
WSGI_APPLICATION = "handoffdesk.wsgi.application"
ASGI_APPLICATION = "handoffdesk.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- People -----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "handoffdesk.login.adapter.InviteOnlyAdapter"
MFA_ADAPTER = "handoffdesk.login.second_factor.SealedSeedsAdapter"
# A stranger's address gets no mail; the page answers the same for everybody.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.tokens.ResetTokens"  # noqa: S105 - a class
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "handoffdesk_session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "handoffdesk_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
X_FRAME_OPTIONS = "DENY"

# --- Language, time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = ""
# Embedded: straight from the sources. Production: hashed names, made by collectstatic.
WHITENOISE_USE_FINDERS = EMBEDDED
WHITENOISE_MAX_AGE = 0 if EMBEDDED else 3600
_static_storage = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if EMBEDDED
    else "handoffdesk.server.staticfiles.ManifestStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL")
vars().update(
    environ.Env.email_url_config(EMAIL_URL)
    if EMAIL_URL
    else {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
    }
)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Handoff Desk <desk@localhost>")

# --- The API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "handoffdesk.api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "handoffdesk.api.errors.handle_exception",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Handoff Desk",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    # Choices stay where they stand: the default hook names them over again by guessing, and warns where it cannot.
    "POSTPROCESSING_HOOKS": [],
}
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Providers --------------------------------------------------------------------------------------------------------
META_GRAPH_BASE_URL = env.text("META_GRAPH_BASE_URL", "https://graph.facebook.com/v26.0").rstrip("/")
HTTP_TIMEOUT_SECONDS = env.integer("HTTP_TIMEOUT_SECONDS", 15)
# Addresses inside the own network that outgoing requests may reach, for example a model server.
ALLOWED_PRIVATE_CIDRS = env.words("ALLOWED_PRIVATE_CIDRS", "127.0.0.0/8,::1/128" if EMBEDDED else "")

# Turns that one process lets wait for one model server; the `ai` queue needs more threads than that.
AI_CALLS_PER_SERVER = env.integer("AI_CALLS_PER_SERVER", 4 if EMBEDDED else 12)

# --- Sentence vectors (conversations/encoding) ------------------------------------------------------------------------
# Empty: the embedded model where its package is installed, else none.
ENCODER = env.choice("ENCODER", ("none", "embedded", "endpoint"))
ENCODER_URL = env.text("ENCODER_URL")
ENCODER_MODEL = env.text("ENCODER_MODEL", "multilingual-e5-small")
ENCODER_API_KEY = env.text("ENCODER_API_KEY")
ENCODER_DIMENSIONS = env.integer("ENCODER_DIMENSIONS", 384)
ENCODER_TIMEOUT_SECONDS = env.integer("ENCODER_TIMEOUT_SECONDS", 3)
if ENCODER == "endpoint" and not ENCODER_URL:
    raise ImproperlyConfigured("ENCODER=endpoint needs ENCODER_URL: the address of an OpenAI-compatible server.")

# --- Server -----------------------------------------------------------------------------------------------------------
WEB_THREADS = env.integer("WEB_THREADS", 4 if EMBEDDED else 8)
# Without a token /metrics answers only this machine. The library reads the directory's name itself.
METRICS_TOKEN = env.text("METRICS_TOKEN")
PROMETHEUS_MULTIPROC_DIR = env.text("PROMETHEUS_MULTIPROC_DIR")
# The watchdog: a customer without an answer, and work that nobody took up, in seconds.
WATCHDOG_UNANSWERED_SECONDS = env.integer("WATCHDOG_UNANSWERED_SECONDS", 120)
WATCHDOG_BACKLOG_SECONDS = env.integer("WATCHDOG_BACKLOG_SECONDS", 60)
LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.text("LOG_FORMAT", "console" if EMBEDDED else "json")
LOGGING = logging_config(level=LOG_LEVEL, style=LOG_FORMAT)

# --- Tests of crashes (conversations/failpoints.py) -------------------------------------------------------------------
FAILPOINT = env.text("HANDOFFDESK_FAILPOINT")
if FAILPOINT and not env.flag("HANDOFFDESK_UNDER_TEST", default=False):
    raise ImproperlyConfigured("HANDOFFDESK_FAILPOINT kills processes: it needs HANDOFFDESK_UNDER_TEST=1 beside it.")
