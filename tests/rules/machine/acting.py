"""How anything is done in a played world: an act, its refusal, its trace; and what must hold after it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from audit.models import AuditEntry
from candidates.models import Dossier
from candidates.states import CLOSED
from jury.models import Examination
from jury.states import ExaminationState
from rules.errors import DomainError

START = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)

index = st.integers(0, 30)
some = st.sets(st.integers(0, 2), max_size=3)
first = st.sampled_from([0, 0, 0, 0, 1, 2, 3])


def pick(rows, number):
    rows = list(rows)
    return rows[number % len(rows)]


def has_dossiers(_machine):
    return Dossier.objects.exists()


def has_examinations(_machine):
    return Examination.objects.exists()


class Acting(RuleBasedStateMachine):
    """Each example is a small world, in a transaction that is never committed, with a clock of its own."""

    def __init__(self, *, must_hold, may_submit):
        """`must_hold` is asked after each act; `may_submit(dossier, on=…)` is what the rules should say."""
        super().__init__()
        self.must_hold, self.may_submit = must_hold, may_submit
        self.now = START
        self.is_broken = True  # until there is a world; from then on, while an act or a check is under way
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, act, *args, may_be_silent=False, **context):
        """Do an act a minute later. Returns its refusal, or None. Done, it leaves a trace, unless it
        `may_be_silent`; refused, none.

        Anything else than a refusal of the rules is a bug: the database is never the first to speak."""
        self.now += dt.timedelta(minutes=1)
        before = AuditEntry.objects.count()
        self.is_broken = True
        self.done, refusal = None, None
        try:
            self.done = act(*args, at=self.now, **context)
        except DomainError as found:
            refusal = found
        traces = AuditEntry.objects.count() - before
        assert (traces == 0) if refusal else (traces > 0 or may_be_silent)
        assert refusal is None or all(sentence.strip() for sentence in refusal.sentences)
        self.is_broken = False
        return refusal

    def must(self, act, *args, **context):
        refusal = self.attempt(act, *args, **context)
        self.is_broken = refusal is not None
        assert refusal is None, refusal
        return self.done

    def cannot(self, act, *args, **context):
        refusal = self.attempt(act, *args, **context)
        self.is_broken = refusal is None
        assert refusal

    @property
    def today(self):
        return timezone.localdate(self.now)

    def dossiers(self):
        return Dossier.objects.select_related("candidate__user").order_by("pk")

    def examinations(self):
        return Examination.objects.select_related("dossier__candidate__user").order_by("pk")

    def a_dossier(self, which):
        """One of all, the open ones first."""
        return pick(sorted(self.dossiers(), key=lambda d: d.state in CLOSED), which)

    def an_examination(self, which):
        """One of all, those under way first."""
        over = {ExaminationState.CLOSED, ExaminationState.DISSOLVED}
        return pick(sorted(self.examinations(), key=lambda e: e.state in over), which)

    @invariant()
    def the_regulation_holds(self):
        self.is_broken = True
        for holds in self.must_hold:
            holds()
        self.is_broken = False

    @rule(days=st.integers(1, 400))
    def time_passes(self, days):
        self.now += dt.timedelta(days=days)
