"""Settings that would be unsafe, or would betray themselves later, said at start: each in one sentence, all
at once.

In production nothing starts with one of them. `DATABASE_URL` makes the difference: without it, the
application is on somebody's own machine.
"""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from cqp.roles import owns_tables
from cqp.transport import Lines, in_the_clear
from rules.retention import Kind, too_short

NOT_SENT = {"filebased", "console", "locmem", "dummy"}
SECRET_LENGTH, TOKEN_LENGTH = 50, 20
OF_EXAMPLES = ("insecure", "change", "example", "demonstration")
GUESSED_FIRST = {"password", "postgres", "secret", "certifications", "admin", "…"}


@dataclass(frozen=True)
class Told:
    """What is looked at, and nothing else: a pure copy of the settings."""

    database_url: str
    database_name: str
    base_dir: Path
    demo: bool
    debug: bool
    secret_key: str
    allowed_hosts: tuple
    csrf_trusted_origins: tuple
    public_url: str
    https: bool
    email_backend: str
    default_from_email: str
    signatory_name: str
    media_root: Path
    files_on_s3: bool
    tasks: str
    metrics_token: str
    metrics_folder: str
    error_webhook_url: str
    retention_months: dict
    lines: Lines
    plaintext_inside: bool

    @property
    def is_production(self):
        return bool(self.database_url) and not (self.demo or self.debug)


def _demo_or_debug(told):
    """Both open doors: they are for a database that says by its name that it holds nothing real."""
    name = told.database_name.lower()
    if told.database_url and told.demo and "demo" not in name:
        yield f"DEMO=1 lets anybody in as anybody: name its database « demo… », not « {name} »."
    if told.database_url and told.debug and not any(word in name for word in ("dev", "test", "demo")):
        yield "DEBUG=1 shows code and data: name its database « dev… », « test… » or « demo… »."


def _secrets(told):
    if len(told.secret_key) < SECRET_LENGTH or len(set(told.secret_key)) < SECRET_LENGTH // 5:
        yield f"SECRET_KEY must be {SECRET_LENGTH} random characters or more: whoever guesses it can sign in."
    elif any(word in told.secret_key.lower() for word in OF_EXAMPLES):
        yield "SECRET_KEY is still the one of an example."
    database = urlsplit(told.database_url)
    password = unquote(database.password or "").lower()
    guessed = {*GUESSED_FIRST, (database.username or "").lower()}
    if password and (password in guessed or any(word in password for word in OF_EXAMPLES)):
        yield "DATABASE_URL still has the password of an example."
    if told.metrics_token and len(told.metrics_token) < TOKEN_LENGTH:
        yield f"METRICS_TOKEN must be {TOKEN_LENGTH} characters or more, or absent."


def _addresses(told):
    public = urlsplit(told.public_url)
    if not told.allowed_hosts:
        yield "ALLOWED_HOSTS is empty: every request would be refused."
    if any(host in {"*", ".*"} for host in told.allowed_hosts):
        yield "ALLOWED_HOSTS must not be « * »: links in mails would lead wherever a request claims."
    if public.scheme != "https":
        yield "PUBLIC_URL must begin with https://: it is printed on certificates and in messages."
    if told.allowed_hosts and public.hostname not in told.allowed_hosts:
        yield f"PUBLIC_URL leads to « {public.hostname} », which ALLOWED_HOSTS does not let in."
    if any(not origin.startswith("https://") for origin in told.csrf_trusted_origins):
        yield "CSRF_TRUSTED_ORIGINS must hold https:// addresses only."
    if not told.https:
        yield "HTTPS=0 sends sessions in the clear: leave it out; set BEHIND_PROXY=1 if a proxy ends TLS."
    if told.error_webhook_url and not told.error_webhook_url.startswith("https://"):
        yield "ERROR_WEBHOOK_URL must begin with https://."


def _what_people_receive(told):
    if any(kind in told.email_backend for kind in NOT_SENT):
        yield "EMAIL_URL is missing: no invitation and no summons would ever leave."
    if "example." in told.default_from_email:
        yield "DEFAULT_FROM_EMAIL is still the one of the example: mails from it are refused."
    if not told.signatory_name:
        yield "SIGNATORY_NAME is missing: certificates would be signed by nobody."


def _places(told):
    media = told.media_root.resolve()
    if not told.files_on_s3 and media.is_relative_to(told.base_dir.resolve()):
        yield "MEDIA_ROOT lies inside the code, where an upgrade may take it along: give it its own place."
    if told.tasks == "now":
        yield "TASKS=now is for tests: a page would wait for each mail."
    if told.metrics_token and not told.metrics_folder:
        yield "METRICS_TOKEN needs PROMETHEUS_MULTIPROC_DIR, a folder shared by the processes of a service."


def _lines(told):
    if told.plaintext_inside:
        return
    for name, instead in in_the_clear(told.lines):
        yield (
            f"{name} can be read or answered by others on its way to another machine: {instead}, or set "
            "PLAINTEXT_INSIDE=1 if nobody but you is on that network."
        )


def _times(told):
    for line in too_short({kind: told.retention_months[kind.value] for kind in Kind}):
        yield (
            f"RETENTION_{line.kind.name}_MONTHS must be {line.floor} or more: "
            "what is erased sooner may still be contested."
        )


def unsafe(told):
    """One sentence for each setting that must not be. Pure."""
    found = [*_demo_or_debug(told), *_times(told)]
    if told.is_production:
        for look in (_secrets, _addresses, _what_people_receive, _places, _lines):
            found += look(told)
    return found


def as_set():
    """The settings of this process."""
    return Told(
        database_url=settings.DATABASE_URL,
        database_name=str(settings.DATABASES["default"]["NAME"]),
        base_dir=settings.BASE_DIR,
        demo=settings.DEMO,
        debug=settings.DEBUG,
        secret_key=settings.SECRET_KEY,
        allowed_hosts=tuple(settings.ALLOWED_HOSTS),
        csrf_trusted_origins=tuple(settings.CSRF_TRUSTED_ORIGINS),
        public_url=settings.PUBLIC_URL,
        https=settings.HTTPS,
        email_backend=settings.EMAIL_BACKEND,
        default_from_email=settings.DEFAULT_FROM_EMAIL,
        signatory_name=settings.SIGNATORY_NAME,
        media_root=Path(settings.MEDIA_ROOT),
        files_on_s3=bool(settings.S3_BUCKET),
        tasks=settings.TASKS,
        metrics_token=settings.METRICS_TOKEN,
        metrics_folder=settings.METRICS_FOLDER,
        error_webhook_url=settings.ERROR_WEBHOOK_URL,
        retention_months=settings.RETENTION_MONTHS,
        lines=Lines(
            database_url=settings.DATABASE_URL,
            redis_url=settings.REDIS_URL,
            mail_host=settings.EMAIL_HOST,
            mail_is_encrypted=settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL,
            s3_endpoint=settings.S3_ENDPOINT_URL,
            clamav_url=settings.CLAMAV_URL,
            oidc_issuer=settings.OIDC_ISSUER,
        ),
        plaintext_inside=settings.PLAINTEXT_INSIDE,
    )


@register(Tags.security)
def settings_are_safe(app_configs, **_):
    """For every command that checks before it works (migrate, check, …)."""
    return [Error(sentence, id=f"cqp.E{n:03}") for n, sentence in enumerate(unsafe(as_set()), 1)]


@register(Tags.database, deploy=True)
def application_owns_nothing(app_configs, databases=None, **_):
    """`check --deploy --database default`, with the settings of web or worker: an owner may switch off every
    trigger that holds what was decided. A warning, for migrations are run by the owner."""
    if not databases or not owns_tables():
        return []
    told = "This role of the database owns its tables: give web and workers another (manage.py grant_roles)."
    return [Warning(told, id="cqp.W001")]


def refuse_unsafe_settings():
    """For what serves: a web process or a worker does not start."""
    if found := unsafe(as_set()):
        raise ImproperlyConfigured("This does not start with unsafe settings:\n- " + "\n- ".join(found))


def stop_unsafe_process(**_):
    """The same for Celery, whose signals swallow every exception but an exit."""
    try:
        refuse_unsafe_settings()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
