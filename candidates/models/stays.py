"""How long a dossier stayed where: what the usual delays are read from."""

from django.db import models

from candidates.states import DossierState


class DossierStay(models.Model):
    """How long a dossier stayed in a state: what the usual delays are computed from."""

    dossier = models.ForeignKey("candidates.Dossier", models.CASCADE, related_name="stays")
    state = models.CharField("état", max_length=13, choices=DossierState)
    entered_at = models.DateTimeField("du")
    left_at = models.DateTimeField("au")

    class Meta:
        verbose_name = "séjour"
        ordering = ["entered_at", "pk"]
        indexes = [models.Index(fields=["state", "left_at"], name="stay_by_state")]

    def __str__(self):
        return f"{self.dossier} : {self.get_state_display()}"
