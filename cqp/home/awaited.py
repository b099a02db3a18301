"""What a candidate waits for, from whom and since when."""

from django.urls import reverse
from django.utils import timezone

from candidates.states import DossierState
from cqp.home.steps import Step
from jury.custody import custody_view, offered_slots
from jury.models import Appeal
from jury.states import AppealState
from rules.eligibility import is_accepted_by_silence
from rules.french import day, listing


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
    if dossier.told_state == DossierState.UNDER_READING:
        return Step(f"{name} : en lecture", ["Le jury lit votre dossier."], link, custody=view)
    if dossier.is_withheld:
        said = ["La décision vous sera annoncée avec celles de toute la session."]
        return Step(f"{name} : délibération en cours", said, link, custody=view)
    return _awaited_interview(dossier, examination, view)


def _awaited_interview(dossier, examination, view):
    codes = listing(v.competence.code for v in examination.left_by_reading())
    link = [("Préparer l’entretien", reverse("candidates:dossier", args=[dossier.pk]))]
    if view.interview:
        said = [f"Compétences abordées : {codes}."]
        if timezone.localdate(view.interview.starts_at) < view.today:  # as who holds it: the day after
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


def awaited_besides(candidate, known, *, on):
    """What else somebody else holds: an appeal, the VAE request, the documents of what was awarded."""
    return [*_appeals(candidate), *_feasibility(candidate, on=on), *_documents(known)]


def _appeals(candidate):
    rows = Appeal.objects.open().filter(examination__dossier__candidate=candidate)
    return [
        Step(
            f"Recours {appeal.reference}",
            [
                _WHO_LOOKS[AppealState(appeal.state)],
                f"La réponse vous parvient au plus tard le {day(appeal.answer_by)}.",
            ],
            [("Suivre ce recours", reverse("jury:appeal", args=[appeal.pk]))],
        )
        for appeal in rows.order_by("filed_at", "pk")
    ]


_WHO_LOOKS = {
    AppealState.FILED: "Il est reçu et va être confié à une personne qui n’a pas siégé.",
    AppealState.ASSIGNED: "Une personne qui n’a pas siégé l’instruit.",
    AppealState.TO_RECTIFY: "La présidence du jury vérifie le procès-verbal.",
}


def _feasibility(candidate, *, on):
    """A VAE request that nobody has answered, and that silence has not accepted yet (D4)."""
    asked = candidate.feasibility() if candidate.is_vae else None
    if asked is None or asked.decided_on or is_accepted_by_silence(asked, on=on):
        return []
    return [Step("Recevabilité en attente d’une réponse", list(candidate.feasibility_in_words(on=on)))]


def _documents(known):
    """Awarded and told, and not issued yet."""
    left = [certificate for certificate in known if not certificate.number]
    if not left:
        return []
    names = [f"le CCP du {c.block.label.lower()}" for c in left if c.is_ccp]
    names += [f"le {c.version.acronym}" for c in left if not c.is_ccp]
    title = "Un document à venir" if len(left) == 1 else "Des documents à venir"
    return [
        Step(
            title,
            [
                f"Vous sont attribués : {listing(names)}."
                if len(left) > 1
                else f"Vous est attribué : {names[0]}.",
                "Le service des certifications délivre le document ; vous recevrez un message.",
            ],
            [("Mes certificats", reverse("certificates:mine"))],
        )
    ]
