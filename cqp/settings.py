"""Settings of the project, from the environment (see .env.example). Everything has its safe value by
default."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from cqp import embedded
from cqp.account_settings import account_settings
from cqp.logs import logging_settings
from rules.retention import SCHEDULE
from ui.s3 import s3_storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
# What the application writes beside the database; a place of its own where the code is read-only.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# Demonstration mode: one-click sign-in, certificates from an illustrative referential (« SPÉCIMEN »).
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
# On one's own machine (demo, debugging, embedded database) plain HTTP and a local secret will do.
IS_LOCAL = DEMO or DEBUG or not DATABASE_URL


def _local_secret() -> str:
    """A secret made once for this machine, never for a deployment."""
    file = VAR_DIR / "secret_key"
    if not file.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not IS_LOCAL:
        raise ImproperlyConfigured("SECRET_KEY must be set: generate one and keep it out of the repository.")
    SECRET_KEY = _local_secret()
# Keys that were in use: what they protected goes on, nothing new is made with them.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if IS_LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where the public finds this service: printed on certificates and in messages.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "ui",
    "audit",
    "notifications",
    "accounts",
    "referentials",
    "candidates",
    "certificates",
    "jury",
    "cqp.apps.CqpConfig",
]

MIDDLEWARE = [
    "ui.middleware.browser_defences",  # the first, so that no answer goes without
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cqp.probes.probes_first",
    "cqp.tracing.RequestTrace",
    "cqp.metrics.Measured",
    "ui.middleware.known_methods_only",
    "ui.middleware.utf_8_only",
    "ui.middleware.programs_are_not_redirected",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "candidates.intake.upload.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.gate.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.SessionTime",
    "accounts.gate.SecondFactorFirst",
    "jury.middleware.DeclarationFirst",
    "cqp.errors.methods_in_words",
    "cqp.errors.FilesAwayInWords",
]

ROOT_URLCONF = "cqp.urls"
WSGI_APPLICATION = "cqp.wsgi.application"
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
                "cqp.navigation.navigation",
            ],
            "builtins": ["ui.templatetags.ui"],
        },
    }
]

# --- data ---------------------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url_config(DATABASE_URL) if DATABASE_URL else embedded.database(VAR_DIR / "postgresql")
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
# Counters of attempts, codes already used, the usual delays of the day: in the database, so that every
# process counts together and that nothing more than the database has to be up (docs/adr/0020). The table
# comes with accounts' migrations.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
MEDIA_URL = "/media-is-never-served/"
FILE_UPLOAD_PERMISSIONS = 0o640
# Files on a store that speaks S3 as soon as a bucket is named; in a folder otherwise.
S3_BUCKET, S3_ENDPOINT_URL = env.str("S3_BUCKET", default=""), env.str("S3_ENDPOINT_URL", default="")
files_storage = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
if S3_BUCKET:
    files_storage = s3_storage(
        bucket=S3_BUCKET,
        endpoint=S3_ENDPOINT_URL,
        region=env.str("S3_REGION", default="eu-west-3"),
        access_key=env.str("S3_ACCESS_KEY", default=""),
        secret_key=env.str("S3_SECRET_KEY", default=""),
        prefix=env.str("S3_PREFIX", default=""),
        ca_bundle=env.str("S3_CA_BUNDLE", default=""),
    )
# Files that candidates bring: watched while they stream in, kept on disk and never in memory.
FILE_UPLOAD_HANDLERS = ["candidates.intake.upload.WatchedUploadHandler"]
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=10_000_000)
ATTACHMENTS_PER_DOSSIER = env.int("ATTACHMENTS_PER_DOSSIER", default=20)
ATTACHMENTS_TOTAL_BYTES = env.int("ATTACHMENTS_TOTAL_BYTES", default=100_000_000)
# ClamAV's daemon (tcp://host:3310 or unix:///path). Set: a file is served once it answered. Not set: at once.
CLAMAV_URL = env.str("CLAMAV_URL", default="")
CLAMAV_RESCAN_DAYS = env.int(
    "CLAMAV_RESCAN_DAYS", default=30
)  # it learns: what it let through is asked again

# --- what is kept, and how long ------------------------------------------------------------------------
# months that each kind of personal data is kept: see rules.retention, which says from what
RETENTION_MONTHS = {
    line.kind.value: env.int(f"RETENTION_{line.kind.name}_MONTHS", default=line.months) for line in SCHEDULE
}

# --- tasks --------------------------------------------------------------------------------------------
# "celery": workers over Redis. "thread": in the process, after the answer. "now": at once (tests).
TASKS = env.str("TASKS", default="celery" if REDIS_URL else "thread")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = TASKS == "now"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Two queues, which every worker consumes, in this order: what prints, a second for each row and hundreds at
# once, holds up neither an order of delivery nor a message.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("documents", routing_key="documents")]
CELERY_TASK_ROUTES = {
    task: {"queue": "documents"}
    for task in (
        "candidates.tasks.render_submission",
        "certificates.tasks.make_document",
        "jury.tasks.make_interview_notice",
        "jury.tasks.render_convocation",
        "jury.tasks.render_letter",
        "jury.tasks.render_minutes",
    )
}
# A silent or absent Redis must not hold a page: without these limits publishing waits, or retries, for ever.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
        "queue_order_strategy": "priority",  # that of CELERY_TASK_QUEUES; each in turn otherwise
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "max_retries": 0,
        "interval_start": 0,
        "interval_step": 0,
    }
    if REDIS_URL
    else {}
)
CELERY_TIMEZONE = "Europe/Paris"
CELERY_BEAT_SCHEDULE = {
    "catch-up": {"task": "cqp.tasks.catch_up", "schedule": 60.0},
    "reconcile": {"task": "cqp.tasks.reconcile", "schedule": 24 * 3600.0},
    "let-go": {"task": "cqp.tasks.let_go", "schedule": 3600.0},
}

# --- people: sign-in, second factor, single sign-on, sessions -------------------------------------------
AUTH_USER_MODEL = "accounts.User"
vars().update(account_settings(env, is_local=IS_LOCAL))

# --- juries -------------------------------------------------------------------------------------------
# Days that members have to sign closed minutes; then they are sealed, those who did not sign being named.
MINUTES_SIGNING_DAYS = env.int("MINUTES_SIGNING_DAYS", default=7)
APPEAL_ANSWER_DAYS = env.int("APPEAL_ANSWER_DAYS", default=30)

# --- messages -----------------------------------------------------------------------------------------
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
vars().update(env.email_url("EMAIL_URL") if env.str("EMAIL_URL", default="") else {})
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Certifications <certifications@example.fr>")

# --- the documents delivered ----------------------------------------------------------------------------
ISSUE_PLACE = env.str("ISSUE_PLACE", default="Paris")
SIGNATORY_TITLE = env.str("SIGNATORY_TITLE", default="Le directeur de l’Ucanss, par délégation")
SIGNATORY_NAME = env.str("SIGNATORY_NAME", default="Camille Delaunay" if DEMO else "")

# What signs the register's checkpoints: an Ed25519 key in PEM (its public half is enough to verify). Locally
# one is made at first use.
CHECKPOINT_KEY = env.str("CHECKPOINT_KEY", default=str(VAR_DIR / "keys" / "checkpoint.pem"))

# The electronic seal of documents. Give the key to what runs tasks only: a PKCS#12 file, or a PKCS#11 token.
# On one's own machine a key is made; elsewhere, without one, documents stay « en préparation ».
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PKCS12_PASSWORD = env.str("SEAL_PKCS12_PASSWORD", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_KEY_LABEL = env.str("SEAL_PKCS11_KEY_LABEL", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
SEAL_DEVELOPMENT_KEY = VAR_DIR / "seal" / "seal.pem" if IS_LOCAL else None

# The key that signs Open Badges (Ed25519, PEM): its own, held by the web. Without one, no badge is offered.
BADGE_KEY = env.str("BADGE_KEY", default="")
BADGE_DEVELOPMENT_KEY = VAR_DIR / "badge" / "key.pem" if IS_LOCAL else None

# --- what anybody may ask ---------------------------------------------------------------------------------
VERIFICATIONS_PER_MINUTE = env.int("VERIFICATIONS_PER_MINUTE", default=30)
VERIFIED_FILE_MAX_BYTES = 2_000_000
# --- what each person who is signed in may ask, of what costs: whoever works never meets these ------------
EXPORTS_PER_MINUTE = env.int("EXPORTS_PER_MINUTE", default=6)
PREVIEWS_PER_MINUTE = env.int("PREVIEWS_PER_MINUTE", default=60)
UPLOADS_PER_MINUTE = env.int("UPLOADS_PER_MINUTE", default=120)

# --- language, time, pages ------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# On one's own machine compressing saves nothing, and would make every `make demo` wait a minute for it.
_HASHED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
_HASHED_AND_COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": files_storage,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else (_HASHED if DEMO else _HASHED_AND_COMPRESSED),
        # whoever serves reads what whoever installs collects
        "OPTIONS": {"file_permissions_mode": 0o644},
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Lines between our parts that are not encrypted are refused, unless the network is one's own (cqp.transport).
PLAINTEXT_INSIDE = env.bool("PLAINTEXT_INSIDE", default=False)

# --- defences -------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=not IS_LOCAL)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser, as the session is
CSRF_FAILURE_VIEW = "cqp.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# --- what operators see: see docs/operations.md ---------------------------------------------------------
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
LOG_FORMAT = env.str("LOG_FORMAT", default="line" if IS_LOCAL else "json")
ERROR_WEBHOOK_URL = env.str("ERROR_WEBHOOK_URL", default="")
LOGGING = logging_settings(LOG_FORMAT, is_local=IS_LOCAL, report_to=ERROR_WEBHOOK_URL)
# /metrics exists once a token is set; workers answer on a port of their own.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_PORT = env.int("METRICS_PORT", default=0)
METRICS_FOLDER = env.str("PROMETHEUS_MULTIPROC_DIR", default="")
# Where pg_dump and pg_restore are, when the embedded wheel's are not to be used.
PG_BIN = env.str("PG_BIN", default="")
