"""What a closing tells people: the candidate first, then the office that has something to do."""

from django.urls import reverse

from candidates.services.submission import tell_managers
from notifications.services import notify
from rules.french import listing


def _blocks_in_words(examination, codes):
    return listing(
        b.label for b in sorted(examination.blocks.all(), key=lambda b: b.position) if b.code in codes
    )


def tell_of_reading(examination, validated, left_open, *, at):
    if not left_open:
        tell_of_decision(examination, validated, at=at)
        return
    reference = examination.dossier.reference
    if validated:
        _tell_what_to_issue(examination, at=at)
    already = f" Validé dès la lecture : {_blocks_in_words(examination, validated)}." if validated else ""
    notify(
        examination.dossier.candidate.user,
        key=f"examination:{examination.pk}:reading-closed",
        subject="La lecture de votre dossier est close",
        body=(
            f"Le jury a lu votre dossier {reference}.{already} Pour "
            f"{_blocks_in_words(examination, left_open)}, "
            "un entretien avec ce même jury vous permettra de compléter votre dossier. Vous recevrez "
            "une convocation."
        ),
        path=reverse("candidates:dossier", args=[examination.dossier_id]),
        at=at,
    )
    tell_managers(
        examination.dossier,
        key=f"examination:{examination.pk}:to-summon",
        subject="Un entretien est à convoquer",
        body=f"La lecture du dossier {reference} est close : l’entretien est à convoquer.",
        path=reverse("jury:interview_summon", args=[examination.pk]),
        at=at,
    )


def tell_of_decision(examination, validated, *, at):
    notify(
        examination.dossier.candidate.user,
        key=f"examination:{examination.pk}:decided",
        subject="Le jury a rendu sa décision",
        body=(
            f"La décision sur votre dossier {examination.dossier.reference} est rendue, avec ses motifs pour "
            "chaque compétence. Lisez-la dans votre espace."
        ),
        path=reverse("jury:result", args=[examination.pk]),
        at=at,
    )
    if validated:
        _tell_what_to_issue(examination, at=at)


def _tell_what_to_issue(examination, *, at):
    """Told once a stage: a dossier may validate blocks at the reading, and others after the interview."""
    tell_managers(
        examination.dossier,
        key=f"examination:{examination.pk}:to-issue:{examination.state}",
        subject="Des certificats sont à délivrer",
        body=f"Le jury du dossier {examination.dossier.reference} a validé des blocs : "
        "leurs certificats sont à délivrer.",
        path=reverse("certificates:to_issue"),
        at=at,
    )
