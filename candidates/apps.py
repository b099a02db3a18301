from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidats et dossiers"

    def ready(self):
        from candidates import own_data  # noqa: F401, PLC0415 (it registers itself, after the models)
