"""One web process' worth of work: random acts of candidates, jurors and managers, until the time is over or
the process is killed.

Refusals and lost connections are part of the game; any other error ends the process with its name.
"""

import random
import sys
import time
from contextlib import suppress
from uuid import uuid4

from django.db import Error, InterfaceError, OperationalError, connection
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts.models import Role, User
from candidates.models import Candidate, Dossier
from candidates.services import submission
from certificates.models import Certificate
from certificates.services import issue_certificate
from jury.models import Examination, Jury, Minutes, Stage
from jury.services import constitution
from referentials.models import Version
from rules.errors import DomainError
from tests import acts
from tests.factories import eligible_candidate


def one_of(rows):
    """Any row, or nothing to do."""
    found = rows.order_by("?").first()
    if found is None:
        raise NothingToDo
    return found


class NothingToDo(Exception):
    pass


def office():
    return User.objects.with_role(Role.MANAGER).first()


def register():
    person = User.objects.create_user(
        f"{uuid4().hex}@chaos.example", None, first_name="Ada", last_name="Chaos", roles=[Role.CANDIDATE]
    )
    eligible_candidate(version=Version.objects.get(), user=person)


def file_dossier():
    candidate = one_of(Candidate.objects.all())
    held = candidate.targets.filter(outcome__in=["pending", "validated"]).values("block")
    free = list(candidate.version.blocks.exclude(pk__in=held))
    if not free:
        raise NothingToDo
    acts.submit(acts.write_dossier(candidate, random.sample(free, random.randint(1, len(free)))))


def withdraw():
    dossier = one_of(Dossier.objects.filter(state="submitted"))
    submission.withdraw_dossier(dossier, by=dossier.candidate.user, at=timezone.now())


def assign():
    acts.assign(
        one_of(Dossier.objects.filter(state="submitted")), one_of(Jury.objects.all()), office=office()
    )


def some_codes(examination):
    codes = [c.code for block in examination.blocks.all() for c in block.competences.all()]
    return set(random.sample(codes, random.choice([0, 0, 1, len(codes)])))


def read():
    examination = one_of(Examination.objects.filter(state="reading"))
    acts.cast_all(examination, missing=some_codes(examination))


def close_reading():
    acts.close_reading(one_of(Examination.objects.filter(state="reading")))


def interview():
    acts.hold_interview(one_of(Examination.objects.filter(state="to_summon")))


def deliberate():
    examination = one_of(Examination.objects.filter(state="deliberation"))
    acts.cast_all(examination, stage=Stage.INTERVIEW, missing=some_codes(examination))


def close_deliberation():
    acts.close_deliberation(one_of(Examination.objects.filter(state="deliberation")))


def sign():
    acts.sign_all(one_of(Minutes.objects.to_sign()))


def dissolve():
    examination = one_of(Examination.objects.filter(state__in=["reading", "to_summon"]))
    constitution.dissolve_jury(examination, reason="Plus de quorum.", by=office(), at=timezone.now())


def issue():
    certificate = one_of(Certificate.objects.to_issue())
    issue_certificate(certificate, issued_on=timezone.localdate(), at=timezone.now(), by=office())


WEIGHTS = {
    register: 2,
    file_dossier: 4,
    withdraw: 1,
    assign: 4,
    read: 4,
    close_reading: 5,
    interview: 4,
    deliberate: 4,
    close_deliberation: 5,
    sign: 5,
    dissolve: 1,
    issue: 5,
}


def main(seconds, seed):
    random.seed(seed)
    deadline, done = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        (act,) = random.choices(list(WEIGHTS), WEIGHTS.values())
        try:
            act()
            done += 1
        except (NothingToDo, DomainError):
            pass
        except IntegrityError:  # the database was the first to refuse: a service asked no rule
            raise
        except (OperationalError, InterfaceError):
            with suppress(Error):
                connection.close()
    sys.stdout.write(f"{done}\n")
