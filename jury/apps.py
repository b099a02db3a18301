from django.apps import AppConfig


class JuryConfig(AppConfig):
    name = "jury"
    verbose_name = "Jurys et examens"

    def ready(self):
        from jury import own_data  # noqa: F401, PLC0415 (it registers itself)
        from jury.inbox import messages_closed_to  # noqa: PLC0415 (models are not loaded before)
        from notifications.models import hide_messages  # noqa: PLC0415

        hide_messages(messages_closed_to)
