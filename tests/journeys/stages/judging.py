"""From the jury constituted to the certificates issued."""

from certificates.models import Certificate
from jury.models import Stage
from tests import acts
from tests.journeys import moments
from tests.journeys.moments import FormInHand


def jury(world):
    return FormInHand(
        world.office,
        "jury:jury_constitute",
        (),
        {
            "name": "Jury de mars",
            "version": world.version.pk,
            "members": [p.user.pk for p in world.jury],
            "chair": world.chair.user.pk,
        },
    )


def assign(world):
    candidate, _person = moments.a_candidate(world)
    return FormInHand(
        world.office,
        "jury:dossier_assign",
        (acts.submitted_dossier(candidate).pk,),
        {"jury": moments.a_jury(world).pk},
    )


def dissolve(world):
    examination, _person = moments.an_examination(world)
    return FormInHand(world.office, "jury:jury_dissolve", (examination.pk,), {"reason": "Deux empêchements."})


def vote(world):
    examination, _person = moments.an_examination(world)
    competence = world.version.blocks.first().competences.first()
    return FormInHand(
        world.chair,
        "jury:reading",
        (examination.pk, competence.pk),
        {"choice": "not_acquired", "comment": "Il manque un fait.", "question": "Lequel ?"},
        press="suivante",
    )


def send(world):
    examination, _person = moments.an_examination(world)
    acts.cast_all(examination, send=False)
    return FormInHand(world.chair, "jury:reading_send", (examination.pk,), {})


def close_reading(world):
    examination, _person = moments.an_examination(world)
    acts.cast_all(examination)
    first = world.version.blocks.first().competences.first().pk
    return FormInHand(
        world.chair,
        "jury:reading_close",
        (examination.pk,),
        {f"set_{first}": "not_acquired", f"reason_{first}": "Le fait cité date d’un autre poste."},
        extra={"first": first},
    )


def summon(world):
    examination, _person = moments.to_summon(world)
    return FormInHand(
        world.office,
        "jury:interview_summon",
        (examination.pk,),
        {"day": "01/04/2026", "hour": "14:30", "mode": "on_site", "place": "Salle Iroise"},
    )


def postpone(world):
    examination, _person = moments.summoned(world)
    return FormInHand(world.office, "jury:interview_postpone", (examination.pk,), {"reason": "Grève."})


def record(world):
    examination, _person = moments.summoned(world)
    return FormInHand(
        world.chair,
        "jury:interview_record",
        (examination.pk,),
        {"attendance": "present", "present": [seat.pk for seat in examination.seats.all()], "reason": ""},
    )


def vote_after(world):
    examination, _person = moments.heard(world)
    competence = world.version.blocks.first().competences.get(code="C1.2")
    return FormInHand(
        world.chair,
        "jury:deliberation",
        (examination.pk, competence.pk),
        {"choice": "not_acquired", "comment": "Toujours pas de fait."},
        press="suivante",
    )


def close_deliberation(world):
    examination, _person = moments.heard(world)
    acts.cast_all(examination, stage=Stage.INTERVIEW, missing={"C1.2"})
    key = world.version.blocks.first().competences.get(code="C1.2").pk
    return FormInHand(
        world.chair,
        "jury:deliberation_close",
        (examination.pk,),
        {f"motive_{key}": "Pas de fait précis.", "remarks": "Bel effort."},
        extra={"key": key},
    )


def issue(world):
    candidate, _person = moments.a_candidate(world)
    acts.validated_on_reading(candidate)
    chosen = [certificate.pk for certificate in Certificate.objects.ccps()]
    return FormInHand(
        world.office, "certificates:to_issue", (), {"certificates": chosen, "issued_on": "09/03/2026"}
    )
