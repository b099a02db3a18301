"""On what the jury decides: a dossier before it, and who sits on that dossier."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now

from candidates.models import Dossier, Submission, Tied
from jury.models.guards import SEAT_GUARDS
from jury.models.juries import Jury, Session
from jury.states import FALLEN, TRANSITIONS, UNDER_WAY, ExaminationState, check_transition
from referentials.models import Block, Competence
from rules.conflicts import OFFICE_WORK
from ui.states import moves_only_along


class ExaminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The examinations this person sits in: never a fallen jury's, and nothing from the moment a tie with
        the candidate exists, whether or not their seat was already taken away."""
        return (
            self.filter(Exists(Seat.objects.sitting().filter(examination=OuterRef("pk"), juror=user)))
            .standing()
            .exclude(Exists(Tied.objects.judging(user).filter(candidate=OuterRef("dossier__candidate"))))
        )

    def chaired_by(self, user):
        """Those among them in which this person presides."""
        presides = Seat.objects.sitting().filter(examination=OuterRef("pk"), juror=user, is_chair=True)
        return self.visible_to(user).filter(Exists(presides))

    def managed_by(self, user):
        """The office's side: everybody's examinations but one's own and those of people one is tied to."""
        if not user.is_manager:
            return self.none()
        return self.exclude(dossier__in=Dossier.objects.filter(candidate__in=Tied.objects.managing(user)))

    def closed_to(self, user):
        """What somebody may know nothing more of: a jury they were removed from, or sat in before they were
        tied; for the office, the dossiers of those it is tied to. Cheap for one examination at a time, which
        is how it is asked (`jury.inbox`)."""
        seat = Seat.objects.filter(examination=OuterRef("pk"), juror=user)
        tied = Tied.objects.filter(candidate=OuterRef("dossier__candidate"), user=user)
        sat = Exists(Seat.objects.filter(examination=OuterRef(OuterRef("pk")), juror=user))
        handled = ~Q(kind__in=[*OFFICE_WORK, "self"])
        tied = tied.filter(handled | sat if user.is_manager else sat)
        return self.filter(Exists(seat.exclude(removed_at=None)) | Exists(tied))

    def decided_for(self, user):
        """What concerns this person as a candidate."""
        return self.standing().filter(dossier__candidate__user=user)

    def standing(self):
        """Neither dissolved nor annulled: at most one a dossier."""
        return self.exclude(state__in=FALLEN)

    def active(self):
        return self.filter(state__in=UNDER_WAY)

    def held_up(self):
        """Where nobody goes on before the office acts: `lacks_quorum` when, past the reading, fewer than a
        quorum of those who read still sit (D9: the jury is dissolved), `lacks_chair` when nobody presides any
        more (D7: one is named). Removals alone bring either, and few are told of them."""
        seats = Seat.objects.filter(examination=OuterRef("pk")).order_by()
        sitting = seats.filter(removed_at=None)
        readers = sitting.exclude(read_at=None).values("examination")
        left = Coalesce(Subquery(readers.annotate(number=Count("pk")).values("number")), 0)
        past_reading = [state for state in UNDER_WAY if state != ExaminationState.READING]
        return (
            self.filter(Exists(seats.exclude(removed_at=None)), state__in=UNDER_WAY)
            .annotate(
                lacks_quorum=Q(state__in=past_reading, dossier__version__quorum__gt=left),
                lacks_chair=~Exists(sitting.filter(is_chair=True)),
            )
            .filter(Q(lacks_quorum=True) | Q(lacks_chair=True))
        )


class Examination(models.Model):
    """A dossier before a jury: from the reading to the minutes (A6, A9). It bears on one frozen submission.

    `blocks` are those still to decide; `kept` the competences that an earlier dossier left acquired (D1).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="examinations")
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="examinations")
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, related_name="examinations", verbose_name="session"
    )
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="examinations")
    blocks = models.ManyToManyField(Block, related_name="examinations")
    kept = models.ManyToManyField(Competence, related_name="+")
    state = models.CharField(
        "état", max_length=12, choices=ExaminationState, default=ExaminationState.READING
    )
    opened_at = models.DateTimeField("confié le")
    reading_closed_at = models.DateTimeField("lecture close le", null=True)
    closed_at = models.DateTimeField("clos le", null=True)
    dissolution_reason = models.TextField("raison de la dissolution", blank=True)

    objects = ExaminationQuerySet.as_manager()

    class Meta:
        verbose_name = "examen d’un dossier"
        verbose_name_plural = "examens de dossiers"
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "opened_at", "id"], name="examination_queue"),
            models.Index(
                fields=["opened_at", "id"],
                name="examination_under_way",
                condition=Q(state__in=UNDER_WAY),
            ),
            models.Index(fields=["jury"], name="examination_at_work", condition=Q(state__in=UNDER_WAY)),
            models.Index(
                fields=["reading_closed_at", "id"],
                name="examination_to_summon",
                condition=Q(state=ExaminationState.TO_SUMMON),
            ),
            # a member's decided ones are found by their seats: read here alone until a page is cut
            models.Index(
                fields=["id"],
                include=["closed_at", "dossier"],
                name="examination_decided",
                condition=Q(state=ExaminationState.CLOSED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_jury_at_a_time",
                fields=["dossier"],
                condition=~Q(state__in=["dissolved", "annulled"]),
            ),
            models.CheckConstraint(
                name="dissolved_with_a_reason", condition=~Q(state="dissolved") | ~Q(dissolution_reason="")
            ),
            models.CheckConstraint(
                name="examination_closed_has_a_date",
                condition=Q(state__in=["closed", "dissolved", "annulled"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "dissolved", "annulled"]) & Q(closed_at=None)),
            ),
        ]
        triggers = [moves_only_along(TRANSITIONS)]

    def __str__(self):
        return f"Examen du dossier {self.dossier.reference}"

    @property
    def is_held(self):
        """What it decides waits for the publication of its session (D11)."""
        return self.session is not None and not self.session.is_published

    @property
    def is_reading(self):
        return self.state == ExaminationState.READING

    @property
    def is_deliberation(self):
        return self.state == ExaminationState.DELIBERATION

    @property
    def is_closed(self):
        return self.state == ExaminationState.CLOSED

    def left_by_reading(self):
        """The verdicts of the reading that leave a competence to the interview; from what was prefetched."""
        return [v for v in self.verdicts.all() if v.stage == Stage.READING and not v.is_acquired]

    def move_to(self, target):
        check_transition(self.state, target)
        self.state = target


class Stage(models.TextChoices):
    """When a vote is cast or a verdict reached. Rectified: minutes closed later say what it was
    (D12)."""

    READING = "reading", "Lecture"
    INTERVIEW = "interview", "Entretien"
    RECTIFIED = "rectified", "Rectification"


class SeatQuerySet(models.QuerySet):
    def sitting(self):
        """Those who judge now: a removed member keeps a row, and nothing else."""
        return self.filter(removed_at=None)

    def tied(self):
        """Seats whose holder is tied to the candidate, as things are now."""
        ties = Tied.objects.filter(
            candidate=OuterRef("examination__dossier__candidate"), user=OuterRef("juror")
        )
        return self.filter(Exists(ties))

    def to_remove(self):
        """Members whom a tie seen after the assignment takes away: work that `catch_up` finds."""
        return self.sitting().filter(examination__state__in=UNDER_WAY).tied()


class Seat(models.Model):
    """A juror on one dossier. `read_at`, `heard_at`: when their votes of that stage were sent, sealed
    since. `removed_at`: they no longer judge it, for `removal_reason`; the row and its votes stay as
    evidence."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="seats")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    is_chair = models.BooleanField("préside", default=False)
    seated_at = models.DateTimeField("siège depuis le", db_default=Now())
    read_at = models.DateTimeField("avis de lecture envoyés le", null=True)
    heard_at = models.DateTimeField("avis d’entretien envoyés le", null=True)
    removed_at = models.DateTimeField("écarté(e) le", null=True)
    removal_reason = models.TextField("raison", blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "siège"
        ordering = ["-is_chair", "juror__last_name", "pk"]
        indexes = [
            models.Index(
                fields=["juror", "examination"], name="seat_of_a_juror", condition=Q(removed_at=None)
            ),
            models.Index(
                fields=["juror", "seated_at"], name="seat_of_a_juror_by_date", condition=Q(removed_at=None)
            ),
            models.Index(
                fields=["examination"], name="seat_taken_away", condition=Q(removed_at__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="seat_once_per_examination", fields=["examination", "juror"]),
            models.UniqueConstraint(
                name="one_chair_per_examination",
                fields=["examination"],
                condition=Q(is_chair=True, removed_at=None),
            ),
            models.CheckConstraint(
                name="removed_with_a_reason",
                condition=Q(removed_at=None, removal_reason="")
                | (Q(removed_at__isnull=False) & ~Q(removal_reason="")),
            ),
        ]
        triggers = SEAT_GUARDS

    def __str__(self):
        return self.juror.full_name

    def sent_at(self, stage):
        return self.read_at if stage == Stage.READING else self.heard_at
