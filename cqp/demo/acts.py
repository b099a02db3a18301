"""What the people of the demonstration do, through the services everybody uses, at dates in the past."""

from django.utils import timezone

from accounts.models import User
from candidates.services import registration
from certificates.models import Certificate
from certificates.services import issue_certificate, rectifying, revoking
from cqp.demo.jurors import Jurors
from cqp.demo.workers import MANAGERS
from jury.models import Stage


class World(Jurors):
    """The whole service: the cast, its dossiers and juries, and the register that comes of them."""

    def issue(self, candidate, days):
        at = self.ago(days, 10)
        for certificate in Certificate.objects.filter(candidate=candidate).to_issue().order_by("-kind", "pk"):
            issue_certificate(certificate, issued_on=timezone.localdate(at), at=at, by=self.office)

    def rectify(self, certificate, days, *, wrong, reason, **identity):
        """The candidate's record first, then the certificate, as the guide says."""
        candidate = certificate.candidate
        names = {name: getattr(candidate, name) for name in ("first_names", "birth_name", "used_name")}
        registration.correct_candidate(
            candidate,
            identity=names | identity,
            organisation=candidate.user.organisation.name,
            unit=candidate.user.unit,
            function=candidate.user.function,
            by=self.office,
            at=self.ago(days, 10),
        )
        rectifying.rectify_certificate(
            certificate, identity=identity, wrong=wrong, reason=reason, by=self.office, at=self.ago(days, 11)
        )

    def duplicate(self, certificate, days, *, reason):
        rectifying.issue_duplicate(certificate, reason=reason, by=self.office, at=self.ago(days, 11))

    def ask_revocation(self, certificate, days, *, ground, reason):
        """Asked by the second manager: the first one, whom everybody signs in as, may confirm it."""
        second = User.objects.get(email=MANAGERS[1].email)
        revoking.ask_revocation(certificate, ground=ground, reason=reason, by=second, at=self.ago(days, 11))

    def validate_on_reading(self, candidate, ranks, days, *, letter, voice, skip=0, session=None):
        """A dossier proven at 100 % on reading, from the first line to the award."""
        dossier = self.submit(self.write(candidate, ranks, days, voice=voice, skip=skip), days - 12)
        examination = self.assign(dossier, letter, days - 15, session=session)
        self.vote(examination, Stage.READING, days - 25, dissent=("C1.2", "C2.4") if letter != "B" else ())
        self.close_reading(examination, days - 26)
