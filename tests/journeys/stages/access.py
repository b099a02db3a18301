"""Coming in: a juror invited, a password chosen."""

from accounts.models import Organisation, Role
from tests.factories import UserFactory
from tests.journeys.moments import FormInHand
from tests.journeys.people import Person


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
            "college": "employee",
            "certifications": [world.version.certification_id],
        },
    )


def choose_password(world):
    invited = UserFactory(email="invite@caisse.example", roles=[Role.JUROR])
    invited.set_unusable_password()
    invited.save()
    return FormInHand(
        Person(None, world.office._committed),
        invited.invitation_path(),
        (),
        {"new_password1": "quatre mots choisis ensemble", "new_password2": "quatre mots choisis ensemble"},
    )
