"""What a candidate waits for, from whom and since when."""

from django.urls import reverse
from django.utils import timezone

from candidates.states import DossierState
from cqp.home.steps import Step
from jury.custody import custody_view, offered_slots
from rules.french import listing


def is_awaited(dossier):
    """Somebody else holds it, and its candidate does not know yet what they decide; needs `standing`."""
    if dossier.is_submitted:
        return True
    return bool(dossier.standing) and (dossier.is_withheld or not dossier.standing[0].is_closed)


def awaited(dossier, stays, at):
    """What the page says of one dossier that `is_awaited`."""
    link = [("Suivre ce dossier", reverse("candidates:dossier", args=[dossier.pk]))]
    name = dossier.blocks_label[0].upper() + dossier.blocks_label[1:]
    if dossier.state == DossierState.SUBMITTED:
        view = custody_view(dossier, None, stays=stays, at=at)
        return Step(f"{name} : dossier déposé", ["Vous pouvez encore le retirer."], link, custody=view)
    examination = dossier.standing[0]
    view = custody_view(dossier, examination, stays=stays, at=at)
    if dossier.is_withheld:
        said = ["La décision vous sera annoncée avec celles de toute la session."]
        return Step(f"{name} : délibération en cours", said, link, custody=view)
    if dossier.state == DossierState.UNDER_READING:
        return Step(f"{name} : en lecture", ["Le jury lit votre dossier."], link, custody=view)
    return _awaited_interview(dossier, examination, view)


def _awaited_interview(dossier, examination, view):
    codes = listing(v.competence.code for v in examination.left_by_reading())
    link = [("Préparer l’entretien", reverse("candidates:dossier", args=[dossier.pk]))]
    if view.interview:
        said = [f"Compétences abordées : {codes}."]
        if view.interview.starts_at < timezone.now():
            said.append("La présidence du jury consignera l’entretien, puis le jury délibérera.")
        return Step("Entretien avec le jury", said, link, custody=view)
    if examination.is_deliberation:
        return Step(
            "Délibération en cours", ["L’entretien a eu lieu ; le jury délibère."], link, custody=view
        )
    return Step(
        "Entretien à venir",
        [
            f"La convocation part dès que vous choisissez une date. Compétences abordées : {codes}."
            if offered_slots(examination)
            else f"Une convocation va vous être adressée. Compétences abordées : {codes}."
        ],
        link,
        custody=view,
    )
