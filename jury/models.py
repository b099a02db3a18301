"""Who decides, on what, and what was decided."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.models import APPEND_ONLY
from candidates.models import Dossier, Submission
from certificates.models import Proof
from jury.states import TRANSITIONS, ExaminationState, check_transition
from referentials.models import Block, Certification, Competence
from ui.states import moves_only_along


class Jury(models.Model):
    """A professional jury, constituted once; dossiers are then assigned to it, one examination each."""

    name = models.CharField("nom", max_length=120)
    certification = models.ForeignKey(Certification, models.PROTECT, related_name="juries")
    constituted_at = models.DateTimeField("constitué le")

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["-constituted_at", "-pk"]
        constraints = [models.UniqueConstraint(name="jury_name_once", fields=["certification", "name"])]

    def __str__(self):
        return self.name


class JuryMember(models.Model):
    """A member of a jury. One of them chairs it."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_memberships")
    is_chair = models.BooleanField("préside", default=False)

    class Meta:
        verbose_name = "membre de jury"
        ordering = ["-is_chair", "user__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="member_once_per_jury", fields=["jury", "user"]),
            models.UniqueConstraint(name="one_chair_per_jury", fields=["jury"], condition=Q(is_chair=True)),
        ]

    def __str__(self):
        return self.user.full_name


class ExaminationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The examinations this person sits in. Never one's own procedure, never a dissolved jury's."""
        return (
            self.filter(seats__juror=user)
            .exclude(state=ExaminationState.DISSOLVED)
            .exclude(dossier__candidate__user=user)
        )

    def managed_by(self, user):
        """The office's side: everybody's examinations but one's own."""
        return self.exclude(dossier__candidate__user=user) if user.is_manager else self.none()

    def decided_for(self, user):
        """What concerns this person as a candidate."""
        return self.filter(dossier__candidate__user=user).exclude(state=ExaminationState.DISSOLVED)

    def active(self):
        return self.exclude(state__in=[ExaminationState.CLOSED, ExaminationState.DISSOLVED])


class Examination(models.Model):
    """A dossier before a jury: from the reading to the minutes (A6, A9). It bears on one frozen submission.

    `blocks` are those still to decide; `kept` the competences that an earlier dossier left acquired (D1).
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="examinations")
    jury = models.ForeignKey(Jury, models.PROTECT, related_name="examinations")
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
        indexes = [models.Index(fields=["state", "opened_at", "id"], name="examination_queue")]
        constraints = [
            models.UniqueConstraint(
                name="one_jury_at_a_time", fields=["dossier"], condition=~Q(state="dissolved")
            ),
            models.CheckConstraint(
                name="dissolved_with_a_reason", condition=~Q(state="dissolved") | ~Q(dissolution_reason="")
            ),
            models.CheckConstraint(
                name="examination_closed_has_a_date",
                condition=Q(state__in=["closed", "dissolved"], closed_at__isnull=False)
                | (~Q(state__in=["closed", "dissolved"]) & Q(closed_at=None)),
            ),
        ]
        triggers = [moves_only_along(TRANSITIONS)]

    def __str__(self):
        return f"Examen du dossier {self.dossier.reference}"

    @property
    def is_reading(self):
        return self.state == ExaminationState.READING

    @property
    def is_deliberation(self):
        return self.state == ExaminationState.DELIBERATION

    @property
    def is_closed(self):
        return self.state == ExaminationState.CLOSED

    def move_to(self, target):
        check_transition(self.state, target)
        self.state = target


class Stage(models.TextChoices):
    """When a vote is cast or a verdict reached."""

    READING = "reading", "Lecture"
    INTERVIEW = "interview", "Entretien"


class Seat(models.Model):
    """A juror on one dossier. `read_at`, `heard_at`: when their votes of that stage were sent, sealed
    since."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="seats")
    juror = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    is_chair = models.BooleanField("préside", default=False)
    read_at = models.DateTimeField("avis de lecture envoyés le", null=True)
    heard_at = models.DateTimeField("avis d’entretien envoyés le", null=True)

    class Meta:
        verbose_name = "siège"
        ordering = ["-is_chair", "juror__last_name", "pk"]
        constraints = [
            models.UniqueConstraint(name="seat_once_per_examination", fields=["examination", "juror"]),
            models.UniqueConstraint(
                name="one_chair_per_examination", fields=["examination"], condition=Q(is_chair=True)
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="nobody_judges_themselves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM jury_examination e "
                    "JOIN candidates_dossier d ON d.id = e.dossier_id "
                    "JOIN candidates_candidate c ON c.id = d.candidate_id "
                    "WHERE e.id = NEW.examination_id AND c.user_id = NEW.juror_id) "
                    "THEN RAISE EXCEPTION 'Nul ne juge son propre dossier.' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            )
        ]

    def __str__(self):
        return self.juror.full_name

    def sent_at(self, stage):
        return self.read_at if stage == Stage.READING else self.heard_at


class Vote(models.Model):
    """One member's view of one competence (*avis*). At the reading, not acquired means « à approfondir »."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="votes")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="votes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    is_acquired = models.BooleanField("acquise")
    comment = models.TextField("commentaire", blank=True)
    question = models.TextField("question pour l’entretien", blank=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        ordering = ["competence__block__position", "competence__position", "seat__pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_vote_per_member_and_stage", fields=["seat", "competence", "stage"]
            ),
            models.CheckConstraint(
                name="what_lacks_is_explained", condition=Q(is_acquired=True) | ~Q(comment="")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="sealed_votes_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("asked", "RECORD"), ("sent", "TIMESTAMPTZ")],
                func=(
                    "IF TG_OP = 'DELETE' THEN asked = OLD; ELSE asked = NEW; END IF; "
                    "SELECT CASE asked.stage WHEN 'reading' THEN s.read_at ELSE s.heard_at END INTO sent "
                    "FROM jury_seat s WHERE s.id = asked.seat_id; "
                    "IF sent IS NOT NULL THEN RAISE EXCEPTION 'Des avis envoyés ne changent plus.' "
                    "USING ERRCODE = 'restrict_violation'; END IF; RETURN asked;"
                ),
            )
        ]

    def __str__(self):
        return f"{self.seat}, {self.competence.code} : {self.is_acquired}"


class Verdict(models.Model):
    """The collective result on one competence at one stage (D8). Never edited (D12)."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="verdicts")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="verdicts")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    is_acquired = models.BooleanField("acquise")
    by_casting_vote = models.BooleanField("voix prépondérante", default=False)
    against_majority = models.BooleanField("contre la majorité", default=False)
    reason = models.TextField("raison écrite de la présidence", blank=True)
    motive = models.TextField("motif", blank=True)

    class Meta:
        verbose_name = "résultat collégial"
        verbose_name_plural = "résultats collégiaux"
        ordering = ["competence__block__position", "competence__position"]
        constraints = [
            models.UniqueConstraint(
                name="one_verdict_per_stage", fields=["examination", "competence", "stage"]
            ),
            models.CheckConstraint(
                name="against_the_majority_with_a_reason", condition=Q(against_majority=False) | ~Q(reason="")
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self):
        return f"{self.competence.code} : {'acquise' if self.is_acquired else 'non acquise'}"

    @property
    def proof(self):
        return Proof.READING if self.stage == Stage.READING else Proof.INTERVIEW


class BlockDecision(models.Model):
    """What the jury decided of a block. Validated: the database checks that nothing is missing (A1)."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="decisions")
    block = models.ForeignKey(Block, models.PROTECT, related_name="decisions")
    is_validated = models.BooleanField("validé")
    decided_at = models.DateTimeField("décidé le")

    class Meta:
        verbose_name = "décision sur un bloc"
        verbose_name_plural = "décisions sur les blocs"
        ordering = ["block__position"]
        constraints = [
            models.UniqueConstraint(name="one_decision_per_block", fields=["examination", "block"])
        ]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="validated_means_all_acquired",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__is_validated=True),
                func=(
                    "IF EXISTS (SELECT 1 FROM referentials_competence c WHERE c.block_id = NEW.block_id "
                    "AND NOT EXISTS (SELECT 1 FROM jury_verdict v WHERE v.examination_id = "
                    "NEW.examination_id "
                    "AND v.competence_id = c.id AND v.is_acquired) "
                    "AND NOT EXISTS (SELECT 1 FROM jury_examination_kept k "
                    "WHERE k.examination_id = NEW.examination_id AND k.competence_id = c.id)) "
                    "THEN RAISE EXCEPTION 'Bloc validé sans 100 pour cent des compétences acquises' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self):
        return f"{self.block.code} : {'validé' if self.is_validated else 'non validé'}"


class Attendance(models.TextChoices):
    """Whether the candidate came (D10)."""

    EXPECTED = "expected", "À venir"
    PRESENT = "present", "Présent(e)"
    EXCUSED = "excused", "Absence excusée"
    ABSENT = "absent", "Absence non excusée"
    MOVED = "moved", "Date modifiée"


class Mode(models.TextChoices):
    ON_SITE = "on_site", "Sur place"
    REMOTE = "remote", "À distance"


class Interview(models.Model):
    """A summons to the interview with the same jury (A9), and who came to it."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="interviews")
    starts_at = models.DateTimeField("date et heure")
    mode = models.CharField("forme", max_length=7, choices=Mode)
    place = models.CharField("lieu ou lien", max_length=300)
    summoned_at = models.DateTimeField("convoqué le")
    attendance = models.CharField("venue", max_length=8, choices=Attendance, default=Attendance.EXPECTED)
    reason = models.TextField("raison", blank=True)
    held_at = models.DateTimeField("consigné le", null=True)
    present = models.ManyToManyField(Seat, related_name="interviews")

    class Meta:
        verbose_name = "entretien"
        ordering = ["summoned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_interview_expected", fields=["examination"], condition=Q(attendance="expected")
            ),
        ]

    def __str__(self):
        return f"Entretien du {self.starts_at:%d/%m/%Y}"

    @property
    def is_remote(self):
        return self.mode == Mode.REMOTE


class Minutes(models.Model):
    """The minutes (PV) of a stage: content frozen and digested at the closing, its PDF made after."""

    examination = models.ForeignKey(Examination, models.PROTECT, related_name="minutes")
    stage = models.CharField("étape", max_length=9, choices=Stage)
    closed_at = models.DateTimeField("clos le")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content = models.JSONField("contenu")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.CharField("fichier", max_length=200, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    class Meta:
        verbose_name = "procès-verbal"
        verbose_name_plural = "procès-verbaux"
        ordering = ["closed_at"]
        indexes = [models.Index(fields=["id"], name="minutes_no_file", condition=Q(file=""))]
        constraints = [models.UniqueConstraint(name="one_minutes_per_stage", fields=["examination", "stage"])]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="what_was_closed_never_changes",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "examination", "stage", "closed_at", "closed_by", "content", "sha256"
                ),
                func="RAISE EXCEPTION 'Un procès-verbal clos ne change plus.' USING ERRCODE = "
                "'restrict_violation';",
            ),
        ]

    def __str__(self):
        stage = self.get_stage_display().lower()
        return f"Procès-verbal ({stage}) du dossier {self.examination.dossier.reference}"

    @property
    def file_name(self):
        return f"PV-{self.examination.dossier.reference}-{self.stage}.pdf"
