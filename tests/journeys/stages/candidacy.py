"""From the registration to the dossier submitted."""

from django.utils import timezone

from tests import acts
from tests.journeys import moments
from tests.journeys.moments import FormInHand
from tests.journeys.path import IDENTITY
from tests.returns import send_back as sent_back

TEXT = acts.TEXT


def register(world):
    return FormInHand(
        world.office,
        "candidates:candidate_register",
        (),
        {
            **IDENTITY,
            "version": world.version.pk,
            "companion_email": "",
            "feasibility_requested_on": "",
            "feasibility_is_accepted": "",
            "feasibility_decided_on": "",
        },
    )


def register_vae(world):
    form = register(world)
    form.good |= {
        "route": "vae",
        "companion_email": "aide@vae.example",
        "feasibility_requested_on": "05/01/2026",
        "feasibility_is_accepted": "yes",
        "feasibility_decided_on": "20/01/2026",
    }
    return form


def correct(world):
    candidate, _person = moments.a_candidate(world)
    kept = {name: value for name, value in IDENTITY.items() if name != "email"}
    return FormInHand(world.office, "candidates:candidate_correct", (candidate.pk,), kept)


def module(world):
    candidate, _person = moments.a_candidate(world)
    return FormInHand(
        world.office,
        "candidates:attendance_record",
        (candidate.pk, world.version.modules.last().pk),
        {
            "started_on": "03/03/2026",
            "ended_on": "04/03/2026",
            "is_followed": "on",
            "training_body": "Institut 4.10",
            "trainer_email": "formation@institut.example",
        },
    )


def start(world):
    candidate, person = moments.a_candidate(world)
    blocks = [block.pk for block in world.version.blocks.all()]
    return FormInHand(person, "candidates:dossier_start", (candidate.pk,), {"blocks": blocks})


def situation(world):
    candidate, person = moments.a_candidate(world)
    blocks = list(world.version.blocks.all())
    dossier = acts.writing.start_dossier(candidate, blocks, by=candidate.user, at=timezone.now())
    illustrations = {f"illustration_{c.pk}": TEXT for block in blocks for c in block.competences.all()}
    return FormInHand(
        person,
        "candidates:situation_new",
        (dossier.pk,),
        {
            "title": "L’accueil du lundi",
            "blocks": [b.pk for b in blocks],
            "context": TEXT,
            "presentation": TEXT,
            "analysis": TEXT,
            **illustrations,
        },
    )


def situation_again(world):
    """A situation that was already saved."""
    candidate, person = moments.a_candidate(world)
    dossier = acts.write_dossier(candidate)
    first = dossier.situations.first()
    return FormInHand(
        person,
        "candidates:situation",
        (dossier.pk, first.pk),
        {"title": "Un autre titre", "context": TEXT, "presentation": TEXT, "analysis": TEXT},
    )


def situation_remove(world):
    candidate, person = moments.a_candidate(world)
    dossier = acts.write_dossier(candidate)
    return FormInHand(person, "candidates:situation_remove", (dossier.pk, dossier.situations.first().pk), {})


def submit(world):
    candidate, person = moments.a_candidate(world)
    return FormInHand(
        person, "candidates:dossier_submit", (acts.write_dossier(candidate).pk,), {"is_own_work": "on"}
    )


def withdraw(world):
    candidate, person = moments.a_candidate(world)
    return FormInHand(person, "candidates:dossier_withdraw", (acts.submitted_dossier(candidate).pk,), {})


def send_back(world):
    candidate, _person = moments.a_candidate(world)
    dossier = acts.submitted_dossier(candidate)
    return FormInHand(
        world.office,
        "candidates:dossier_return",
        (dossier.pk,),
        {
            "until": "09/04/2026",
            "text_1": "Le contexte ne dit pas la période.",
            "place_1": f"context:{dossier.situations.first().pk}",
        },
    )


def extend(world):
    candidate, _person = moments.a_candidate(world)
    dossier = sent_back(acts.submitted_dossier(candidate))
    return FormInHand(world.office, "candidates:completion_extend", (dossier.pk,), {"until": "09/06/2026"})


def call_off(world):
    candidate, _person = moments.a_candidate(world)
    dossier = sent_back(acts.submitted_dossier(candidate))
    return FormInHand(world.office, "candidates:completion_cancel", (dossier.pk,), {})


def answer(world):
    candidate, person = moments.a_candidate(world)
    dossier = sent_back(acts.submitted_dossier(candidate))
    return FormInHand(person, "candidates:dossier_complete", (dossier.pk,), {"answer_1": "C’est fait."})


def replace(world):
    candidate, person = moments.a_candidate(world)
    dossier = acts.write_dossier(candidate)
    dossier.situations.filter(position=1).update(analysis="Avec Mme Durand, nous avons repris l’accueil.")
    return FormInHand(person, "candidates:dossier_mentions", (dossier.pk,), {"instead": "une collègue"})
