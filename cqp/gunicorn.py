"""How gunicorn serves the application: `gunicorn -c python:cqp.gunicorn cqp.wsgi`.

Everything may be said again on the command line or in GUNICORN_CMD_ARGS.
"""

import os
from pathlib import Path

from environ import Env

from cqp import shared_figures
from cqp.logs import logging_settings

dotenv = Path(__file__).resolve().parent.parent / ".env"
if dotenv.exists():
    Env.read_env(dotenv)

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
# a worker that grew is replaced, not all at the same time
max_requests = 5000
max_requests_jitter = 500
# files of heartbeats belong in memory: a slow disk must not look like a dead worker
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
# its own words in the same form as ours
logconfig_dict = logging_settings(os.environ.get("LOG_FORMAT", "json"), is_local=False)
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}


def on_starting(server):
    shared_figures.start_afresh()


def child_exit(server, worker):
    shared_figures.forget_process(worker.pid)
