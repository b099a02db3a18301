from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Personnes et organismes"

    def ready(self):
        from accounts import checks, events, journal, own_data  # noqa: F401, PLC0415 (they register themselves)
