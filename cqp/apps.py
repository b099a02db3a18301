from celery import signals
from django.apps import AppConfig


class CqpConfig(AppConfig):
    name = "cqp"
    verbose_name = "Service"

    def ready(self):
        # models come after the apps; `own_data` registers itself
        from cqp import guards, metrics, own_data, shared_figures, tracing  # noqa: F401, PLC0415

        signals.worker_init.connect(guards.stop_unsafe_process, weak=False)
        signals.beat_init.connect(guards.stop_unsafe_process, weak=False)
        signals.worker_init.connect(lambda **_: shared_figures.start_afresh(), weak=False)
        signals.worker_init.connect(metrics.serve_from_worker, weak=False)
        signals.worker_process_shutdown.connect(
            lambda pid, **_: shared_figures.forget_process(pid), weak=False
        )
        signals.task_postrun.connect(metrics.count_task, weak=False)
        signals.before_task_publish.connect(tracing.send_id, weak=False)
        signals.task_prerun.connect(tracing.take_up_id, weak=False)
        signals.task_postrun.connect(tracing.lay_down_id, weak=False)
