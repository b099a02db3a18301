"""Every form of the service, ready to be filled: who has it before them, and what fills it well."""

from dataclasses import dataclass, field

from django.apps import apps
from django.utils import timezone

from accounts.models import Organisation, Role
from accounts.services import invitation_path
from certificates.models import Certificate
from jury.models import Stage
from tests import acts
from tests.factories import UserFactory, eligible_candidate
from tests.journeys.path import IDENTITY
from tests.journeys.people import Person

TEXT = acts.TEXT


@dataclass
class FormInHand:
    """A form before somebody; `good` is accepted as it is."""

    person: Person
    address: str
    args: tuple
    good: dict
    press: str = ""
    extra: dict = field(default_factory=dict)


def _candidate(world):
    candidate = eligible_candidate(version=world.version)
    return candidate, world.arrive(candidate.user)


def _jury(world):
    return acts.constitution.constitute_jury(
        world.version,
        name="Jury A",
        members=[p.user for p in world.jury],
        chair=world.chair.user,
        by=world.office.user,
        at=timezone.now(),
    )


def _examination(world):
    candidate, person = _candidate(world)
    return acts.assign(acts.submitted_dossier(candidate), _jury(world), office=world.office.user), person


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
    candidate, _person = _candidate(world)
    kept = {name: value for name, value in IDENTITY.items() if name != "email"}
    return FormInHand(world.office, "candidates:candidate_correct", (candidate.pk,), kept)


def module(world):
    candidate, _person = _candidate(world)
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
    candidate, person = _candidate(world)
    blocks = [block.pk for block in world.version.blocks.all()]
    return FormInHand(person, "candidates:dossier_start", (candidate.pk,), {"blocks": blocks})


def situation(world):
    candidate, person = _candidate(world)
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
    candidate, person = _candidate(world)
    dossier = acts.write_dossier(candidate)
    first = dossier.situations.first()
    return FormInHand(
        person,
        "candidates:situation",
        (dossier.pk, first.pk),
        {"title": "Un autre titre", "context": TEXT, "presentation": TEXT, "analysis": TEXT},
    )


def situation_remove(world):
    candidate, person = _candidate(world)
    dossier = acts.write_dossier(candidate)
    return FormInHand(person, "candidates:situation_remove", (dossier.pk, dossier.situations.first().pk), {})


def submit(world):
    candidate, person = _candidate(world)
    return FormInHand(
        person, "candidates:dossier_submit", (acts.write_dossier(candidate).pk,), {"is_own_work": "on"}
    )


def withdraw(world):
    candidate, person = _candidate(world)
    return FormInHand(person, "candidates:dossier_withdraw", (acts.submitted_dossier(candidate).pk,), {})


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
    candidate, _person = _candidate(world)
    return FormInHand(
        world.office,
        "jury:dossier_assign",
        (acts.submitted_dossier(candidate).pk,),
        {"jury": _jury(world).pk},
    )


def dissolve(world):
    examination, _person = _examination(world)
    return FormInHand(world.office, "jury:jury_dissolve", (examination.pk,), {"reason": "Deux empêchements."})


def vote(world):
    examination, _person = _examination(world)
    competence = world.version.blocks.first().competences.first()
    return FormInHand(
        world.chair,
        "jury:reading",
        (examination.pk, competence.pk),
        {"choice": "not_acquired", "comment": "Il manque un fait.", "question": "Lequel ?"},
        press="suivante",
    )


def send(world):
    examination, _person = _examination(world)
    acts.cast_all(examination, send=False)
    return FormInHand(world.chair, "jury:reading_send", (examination.pk,), {})


def close_reading(world):
    examination, _person = _examination(world)
    acts.cast_all(examination)
    first = world.version.blocks.first().competences.first().pk
    return FormInHand(
        world.chair,
        "jury:reading_close",
        (examination.pk,),
        {f"set_{first}": "not_acquired", f"reason_{first}": "Le fait cité date d’un autre poste."},
        extra={"first": first},
    )


def _to_summon(world):
    examination, person = _examination(world)
    acts.cast_all(examination, missing={"C1.2"})
    return acts.close_reading(examination), person


def summon(world):
    examination, _person = _to_summon(world)
    return FormInHand(
        world.office,
        "jury:interview_summon",
        (examination.pk,),
        {"day": "01/04/2026", "hour": "14:30", "mode": "on_site", "place": "Salle Iroise"},
    )


def _summoned(world):
    examination, person = _to_summon(world)
    now = timezone.now()
    acts.interview.summon_interview(
        examination,
        starts_at=now + timezone.timedelta(minutes=1),
        mode="on_site",
        place="Salle Iroise",
        by=world.office.user,
        at=now,
    )
    return examination, person


def postpone(world):
    examination, _person = _summoned(world)
    return FormInHand(world.office, "jury:interview_postpone", (examination.pk,), {"reason": "Grève."})


def record(world):
    examination, _person = _summoned(world)
    return FormInHand(
        world.chair,
        "jury:interview_record",
        (examination.pk,),
        {"attendance": "present", "present": [seat.pk for seat in examination.seats.all()], "reason": ""},
    )


def _heard(world):
    examination, person = _to_summon(world)
    return acts.hold_interview(examination), person


def vote_after(world):
    examination, _person = _heard(world)
    competence = world.version.blocks.first().competences.get(code="C1.2")
    return FormInHand(
        world.chair,
        "jury:deliberation",
        (examination.pk, competence.pk),
        {"choice": "not_acquired", "comment": "Toujours pas de fait."},
        press="suivante",
    )


def close_deliberation(world):
    examination, _person = _heard(world)
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
    candidate, _person = _candidate(world)
    acts.validated_on_reading(candidate)
    chosen = [certificate.pk for certificate in Certificate.objects.ccps()]
    return FormInHand(
        world.office, "certificates:to_issue", (), {"certificates": chosen, "issued_on": "09/03/2026"}
    )


def invite_juror(world):
    Organisation.objects.get_or_create(name="Caf du Finistère")
    return FormInHand(
        world.office,
        "jury:juror_invite",
        (),
        {
            "first_name": "Denis",
            "last_name": "Dorval",
            "email": "denis.dorval@caf.example",
            "organisation": "Caf du Finistère",
            "unit": "Prestations",
            "function": "Cadre",
        },
    )


def choose_password(world):
    invited = UserFactory(email="invite@caisse.example", roles=[Role.JUROR])
    invited.set_unusable_password()
    invited.save()
    return FormInHand(
        Person(None, world.office._committed),
        invitation_path(invited),
        (),
        {"new_password1": "quatre mots choisis ensemble", "new_password2": "quatre mots choisis ensemble"},
    )


FORMS = [
    register,
    register_vae,
    correct,
    module,
    start,
    situation,
    situation_again,
    situation_remove,
    submit,
    withdraw,
    jury,
    assign,
    dissolve,
    vote,
    send,
    close_reading,
    summon,
    postpone,
    record,
    vote_after,
    close_deliberation,
    issue,
    invite_juror,
    choose_password,
]


def counts():
    """How many rows each table holds."""
    return {
        model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed
    }
