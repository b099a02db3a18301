"""The people of the demonstration and what they bring: accounts, juries, candidacies, modules followed."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import Role, User
from accounts.services import get_or_create_person
from candidates.models import Candidate
from candidates.services import passport, registration
from cqp.demo.people import CANDIDATES, TRAINING_BODY
from cqp.demo.workers import ADMINISTRATOR, EMPLOYEES, JURIES, JURORS, MANAGERS
from jury.models import College
from jury.services import constitution, pool

PASSWORD = "demonstration-2026"  # noqa: S105 (printed by make demo, on demonstration accounts only)


@dataclass
class Cast:
    """Who is there: workers, juries, candidates and their modules. `now` is the day the demonstration is
    made, `version` the referential everybody follows."""

    version: object
    now: datetime
    office: object = None
    password: str = field(default_factory=lambda: make_password(PASSWORD))

    def ago(self, days, hour=10, minute=0):
        """An instant some days back, at that hour of the local day."""
        day = timezone.localdate(self.now) - timedelta(days=days)
        return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))

    # --- people ---------------------------------------------------------------------------------------

    def make_workers(self):
        at = self.ago(420)
        for worker, role in [
            (ADMINISTRATOR, Role.ADMINISTRATOR),
            *((manager, Role.MANAGER) for manager in MANAGERS),
            *((juror, Role.JUROR) for juror in JURORS),
        ]:
            get_or_create_person(
                email=worker.email,
                role=role,
                organisation=worker.organisation,
                by=None,
                at=at,
                first_name=worker.first_name,
                last_name=worker.last_name,
                unit=worker.unit,
                function=worker.function,
            )
        self.office = User.objects.get(email=MANAGERS[0].email)
        for juror in JURORS:
            pool.set_profile(
                User.objects.get(email=juror.email),
                college=College.EMPLOYEE if juror.login in EMPLOYEES else College.EMPLOYER,
                certifications=[self.version.certification],
                by=self.office,
                at=at,
            )

    def make_juries(self):
        for name, (chair, *others) in JURIES.items():
            people = [User.objects.get(email=f"{login}@demo.example") for login in (chair, *others)]
            constitution.constitute_jury(
                self.version, name=name, members=people, chair=people[0], by=self.office, at=self.ago(400)
            )

    def register(self, login, days, **vae):
        person = next(person for person in CANDIDATES if person.login == login)
        born_on, place, area = person.born
        identity = {
            "route": person.route,
            "sex": person.sex,
            "birth_name": person.birth_name,
            "used_name": person.used_name,
            "first_names": person.first_names,
            "birth_date": born_on,
            "birth_place": place,
            "birth_area": area,
            "line_manager_name": "La direction de l’organisme",
            "line_manager_email": "direction@organisme.example",
            "companion_email": "",
            "feasibility_requested_on": None,
            "feasibility_is_accepted": None,
            "feasibility_decided_on": None,
        } | vae
        candidate = registration.register_candidate(
            version=self.version,
            email=person.email,
            organisation=person.organisation,
            unit=person.unit,
            function=person.function,
            identity=identity,
            by=self.office,
            at=self.ago(days),
        )
        return Candidate.objects.get(pk=candidate.pk)

    def let_everybody_in(self):
        User.objects.filter(email__endswith="@demo.example").update(password=self.password)

    # --- modules --------------------------------------------------------------------------------------

    def declare(self, candidate, rank, first_day):
        """A module that its candidate says they followed, that day and the next."""
        start = timezone.localdate(self.ago(first_day))
        passport.declare_attendance(
            candidate,
            self.version.modules.get(position=rank),
            started_on=start,
            ended_on=start + timedelta(days=1),
            training_body=TRAINING_BODY,
            trainer_email="",
            by=candidate.user,
            at=self.ago(first_day - 3),
        )

    def module(self, candidate, rank, first_day, *, length=1, is_followed=True):
        """`first_day` is in days ago; negative for a module to come."""
        start = timezone.localdate(self.ago(first_day))
        registration.record_attendance(
            candidate,
            self.version.modules.get(position=rank),
            started_on=start,
            ended_on=start + timedelta(days=length),
            is_followed=is_followed,
            training_body=TRAINING_BODY,
            trainer_email="",
            by=self.office,
            at=self.ago(max(first_day - length - 1, 0)),
        )

    def both_modules(self, candidate, days):
        self.module(candidate, 1, days)
        self.module(candidate, 2, days - 40)
