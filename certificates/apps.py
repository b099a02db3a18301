from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificats et registre"

    def ready(self):
        from certificates import own_data  # noqa: F401, PLC0415 (it registers itself, after the models)
