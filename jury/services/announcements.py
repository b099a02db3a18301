"""What people are told of an examination, each thing once."""

from django.urls import reverse

from accounts.models import User
from candidates.services.submission import tell_managers
from jury.models import Stage
from notifications.services import notify
from rules.french import listing


def _key(examination, event):
    return f"examination:{examination.pk}:{event}"


def _tell_candidate(examination, event, *, subject, body, path="", at):
    """Without a `path`, the message leads to their dossier."""
    notify(
        examination.dossier.candidate.user,
        key=_key(examination, event),
        subject=subject,
        body=body,
        path=path or reverse("candidates:dossier", args=[examination.dossier_id]),
        at=at,
    )


def _tell_jurors(examination, event, *, subject, body, path, at):
    for juror in User.objects.filter(seats__in=examination.seats.sitting()):
        notify(juror, key=_key(examination, event), subject=subject, body=body, path=path, at=at)


def _tell_office(examination, event, *, subject, body, path, at):
    key = _key(examination, event)
    tell_managers(examination.dossier, key=key, subject=subject, body=body, path=path, at=at)


def _blocks_in_words(examination, codes):
    return listing(
        b.label for b in sorted(examination.blocks.all(), key=lambda b: b.position) if b.code in codes
    )


def _the_blocks(examination, codes):
    """« le bloc 2 et le bloc 3 »."""
    blocks = sorted(examination.blocks.all(), key=lambda b: b.position)
    return listing(f"le {b.label.lower()}" for b in blocks if b.code in codes)


def tell_of_assignment(examination, *, at):
    reference = examination.dossier.reference
    _tell_candidate(
        examination,
        "opened",
        subject="Votre dossier est en lecture",
        body=f"Votre dossier {reference} est confié à un jury professionnel. "
        "Vous serez prévenu(e) dès que la lecture sera close.",
        at=at,
    )
    _tell_jurors(
        examination,
        "to-read",
        subject="Un dossier vous est confié",
        body=f"Le dossier {reference} est à lire ({examination.jury.name}). Vos avis restent "
        "scellés jusqu’à ce que chaque membre ait envoyé les siens.",
        path=reverse("jury:examination", args=[examination.pk]),
        at=at,
    )


def tell_of_dissolution(examination, *, at):
    reference = examination.dossier.reference
    _tell_office(
        examination,
        "dissolved",
        subject="Un dossier attend un nouveau jury",
        body=f"Le jury du dossier {reference} est dissous : un nouveau jury doit le lire.",
        path=reverse("candidates:queue"),
        at=at,
    )
    _tell_candidate(
        examination,
        "dissolved",
        subject="Votre dossier attend un nouveau jury",
        body=f"Le jury qui examinait votre dossier {reference} ne peut pas aller jusqu’au bout. "
        "Un autre jury va le lire ; les blocs déjà validés le restent. Vous n’avez rien à faire.",
        at=at,
    )
    _tell_jurors(
        examination,
        "dissolved",
        subject="Un dossier ne vous est plus confié",
        body=f"Le jury du dossier {reference} est dissous : il n’est plus à lire.",
        path=reverse("home"),
        at=at,
    )


def tell_of_reading(examination, validated, left_open, *, at):
    if not left_open:
        tell_of_decision(examination, validated, at=at)
        return
    reference = examination.dossier.reference
    is_told = validated and not examination.is_held
    if is_told:
        tell_what_to_issue(examination, at=at)
    already = f" Validé dès la lecture : {_blocks_in_words(examination, validated)}." if is_told else ""
    _tell_candidate(
        examination,
        "reading-closed",
        subject="La lecture de votre dossier est close",
        body=f"Le jury a lu votre dossier {reference}.{already} Pour "
        f"{_the_blocks(examination, left_open)}, "
        "un entretien avec ce même jury vous permettra de compléter votre dossier. Vous recevrez "
        "une convocation.",
        at=at,
    )
    _tell_office(
        examination,
        "to-summon",
        subject="Un entretien est à convoquer",
        body=f"La lecture du dossier {reference} est close : l’entretien est à convoquer.",
        path=reverse("jury:interview_summon", args=[examination.pk]),
        at=at,
    )


def tell_of_decision(examination, validated, *, at):
    """Nothing to anybody while the result is held: the publication tells."""
    if examination.is_held:
        return
    _tell_candidate(
        examination,
        "decided",
        subject="Le jury a rendu sa décision",
        body=f"La décision sur votre dossier {examination.dossier.reference} est rendue, avec ses motifs "
        "pour chaque compétence. Lisez-la dans votre espace.",
        path=reverse("jury:result", args=[examination.pk]),
        at=at,
    )
    if validated:
        tell_what_to_issue(examination, at=at)


def tell_of_results_to_publish(examination, *, at):
    """The last dossier of a session is decided: its results may be published."""
    session = examination.session
    if session.examinations.active().exists():
        return
    tell_managers(
        examination.dossier,
        key=f"session:{session.pk}:to-publish",
        subject="Les résultats d’une session sont à publier",
        body=f"Tous les dossiers de la session « {session} » sont décidés : ses résultats sont à publier.",
        path=reverse("jury:publish", args=[session.pk]),
        at=at,
    )


def tell_of_publication(examination, *, at):
    """It says that there is a result, never which: a publication may be undone before it is read."""
    _tell_candidate(
        examination,
        f"published:{at:%Y%m%d%H%M%S%f}",
        subject="Le résultat de votre dossier est publié",
        body=f"La décision du jury sur votre dossier {examination.dossier.reference} est publiée, avec ses "
        "motifs, dans votre espace.",
        path=reverse("jury:result", args=[examination.pk]),
        at=at,
    )


def tell_of_rectification(examination, minutes, *, at):
    _tell_candidate(
        examination,
        f"rectified:{minutes.pk}",
        subject="La décision sur votre dossier est rectifiée",
        body=f"Un procès-verbal rectificatif corrige une erreur matérielle dans la décision sur votre "
        f"dossier {examination.dossier.reference}. Lisez-la dans votre espace.",
        path=reverse("jury:result", args=[examination.pk]),
        at=at,
    )


def tell_what_to_issue(examination, *, at):
    """Told once a stage: a dossier may validate blocks at the reading, and others after the interview."""
    _tell_office(
        examination,
        f"to-issue:{examination.state}",
        subject="Des certificats sont à délivrer",
        body=f"Le jury du dossier {examination.dossier.reference} a validé des blocs : "
        "leurs certificats sont à délivrer.",
        path=reverse("certificates:to_issue"),
        at=at,
    )


def tell_who_enters(seat, leaving, *, at):
    """A replacement is said to the whole jury; whoever enters starts from an empty page."""
    examination = seat.examination
    reference, path = examination.dossier.reference, reverse("jury:examination", args=[examination.pk])
    others = examination.seats.sitting().exclude(pk=seat.pk).select_related("juror")
    for other in others:
        notify(
            other.juror,
            key=_key(examination, f"replaced:{leaving.pk}"),
            subject="La composition d’un jury change",
            body=f"{seat} remplace {leaving} dans le jury du dossier {reference}.",
            path=path,
            at=at,
        )
    notify(
        seat.juror,
        key=_key(examination, "to-read"),
        subject="Un dossier vous est confié",
        body=f"Vous remplacez un membre du jury du dossier {reference} ({examination.jury.name}) : il est à "
        "lire. Vos avis restent scellés jusqu’à ce que chaque membre ait envoyé les siens.",
        path=path,
        at=at,
    )


def _chair_of(examination):
    """The seat of the chair, or None while nobody has it."""
    return next((seat for seat in examination.seats.all() if seat.is_chair), None)


def tell_chair_that_all_sent(examination, stage, *, at):
    if (chair := _chair_of(examination)) is None:
        return
    notify(
        chair.juror,
        key=_key(examination, f"all-sent:{stage}"),
        subject="Tous les avis sont envoyés",
        body=f"Chaque membre a envoyé ses avis sur le dossier {examination.dossier.reference} : "
        f"vous pouvez clore.",
        path=reverse("jury:examination", args=[examination.pk]),
        at=at,
    )


def tell_chair_of_change(examination, change, *, at):
    """A member changed a vote after sending it. Nothing is said to a chair who changes their own, nor to
    one whose own votes are not sent yet."""
    chair, vote = _chair_of(examination), change.vote
    if chair is None or vote.seat_id == chair.pk:
        return
    notify(
        chair.juror,
        key=_key(examination, f"vote-changed:{change.pk}"),
        subject="Un avis envoyé a changé",
        body=f"{vote.seat.juror.full_name} a changé son avis sur {vote.competence.code}, dossier "
        f"{examination.dossier.reference}. Raison donnée : {change.why}",
        path=reverse("jury:comparison", args=[examination.pk])
        if vote.stage == Stage.READING
        else reverse("jury:deliberation_room", args=[examination.pk]),
        at=at,
    )
