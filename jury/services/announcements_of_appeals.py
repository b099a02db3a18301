"""What people are told of an appeal, each thing once."""

from django.urls import reverse

from candidates.services.submission import tell_managers
from notifications.services import notify
from rules.french import quoted
from ui.templatetags.ui import day, instant


def _key(appeal, event):
    return f"appeal:{appeal.pk}:{event}"


def _tell_candidate(appeal, event, *, subject, body, at):
    notify(
        appeal.examination.dossier.candidate.user,
        key=_key(appeal, event),
        subject=subject,
        body=body,
        path=reverse("jury:appeal", args=[appeal.pk]),
        at=at,
    )


def _tell_manager(appeal, event, *, subject, body, at):
    path = reverse("jury:appeal_handle", args=[appeal.pk])
    notify(appeal.manager, key=_key(appeal, event), subject=subject, body=body, path=path, at=at)


def tell_of_appeal(appeal, *, at):
    """Acknowledged at once: date and digest are the receipt."""
    reference = appeal.examination.dossier.reference
    _tell_candidate(
        appeal,
        "received",
        subject="Votre recours est reçu",
        body=f"Recours {appeal.reference} sur le dossier {reference}, reçu le {instant(at)}. "
        f"Empreinte SHA-256 : {appeal.sha256}. Une réponse motivée vous est due avant le "
        f"{day(appeal.answer_by)}.",
        at=at,
    )
    tell_managers(
        appeal.examination.dossier,
        key=_key(appeal, "to-assign"),
        subject="Un recours est à confier",
        body=f"Recours {appeal.reference} sur le dossier {reference} "
        f"({appeal.get_grounds_display().lower()}) : à confier à une personne sans lien avec lui, réponse "
        f"due avant le {day(appeal.answer_by)}.",
        path=reverse("jury:appeals"),
        at=at,
    )


def tell_of_assignment(appeal, *, at):
    _tell_manager(
        appeal,
        f"assigned:{appeal.manager_id}",
        subject="Un recours vous est confié",
        body=f"Recours {appeal.reference} : réponse due avant le {day(appeal.answer_by)}.",
        at=at,
    )


def tell_of_rectification_asked(appeal, chair, *, at):
    dossier, minutes = appeal.examination.dossier, appeal.examination.minutes.latest("closed_at", "pk")
    notify(
        chair,
        key=_key(appeal, f"to-rectify:{at:%Y%m%d%H%M%S}"),
        subject="Un procès-verbal est peut-être à rectifier",
        body=f"Un recours sur le dossier {dossier.reference} signale une erreur matérielle. Vous seul(e) "
        "pouvez dire si le procès-verbal est à rectifier.",
        path=reverse("jury:minutes_rectify", args=[minutes.pk]),
        at=at,
    )


def tell_of_rectification_declined(appeal, *, at):
    _tell_manager(
        appeal,
        f"declined:{at:%Y%m%d%H%M%S}",
        subject="La présidence ne rectifie pas",
        body=f"Recours {appeal.reference} : la présidence du jury ne trouve pas d’erreur matérielle. Il vous "
        "revient d’y répondre.",
        at=at,
    )


def tell_of_answer(appeal, *, at):
    _tell_candidate(
        appeal,
        "answered",
        subject="Une réponse à votre recours",
        body=f"Votre recours {appeal.reference} a reçu sa réponse : {quoted(appeal.get_state_display())}. "
        "Lisez-la, avec ses raisons, dans votre espace.",
        at=at,
    )


def tell_of_annulment(appeal, *, at):
    tell_of_answer(appeal, at=at)
    dossier = appeal.examination.dossier
    tell_managers(
        dossier,
        key=_key(appeal, "new-jury"),
        subject="Un dossier attend un nouveau jury",
        body=f"La délibération sur le dossier {dossier.reference} est annulée : un jury dont aucun membre "
        "n’y a siégé doit le lire.",
        path=reverse("candidates:queue"),
        at=at,
    )
