"""S21. The connection is cut before each statement of an act that writes, in turn, and before its commit:
nothing of the act is left, and doing it again does it whole.

A cut before a statement that writes nothing finds what the cut before the next write finds."""

from contextlib import contextmanager

import psycopg2
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from candidates.services import submission
from certificates.services import issue_certificate
from jury.models import Stage
from jury.services import closing, signing, voting
from tests import acts
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db(transaction=True)
CUT = (OperationalError, InterfaceError)  # what a lost connection raises, and nothing else


def digests():
    """SQL that digests every row of every table, in one round trip."""
    with elsewhere() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return " UNION ALL ".join(
            f"SELECT '{table}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM \"{table}\" t"
            for (table,) in cursor.fetchall()
        )


def everything(asked):
    """{table: digest}, as a connection of its own sees it."""
    with elsewhere() as cursor:
        cursor.execute(asked)
        return dict(cursor.fetchall())


@contextmanager
def elsewhere():
    known = connection.settings_dict
    other = psycopg2.connect(dbname=known["NAME"], user=known["USER"], host=known["HOST"])
    other.autocommit = True
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def cut():
    """End the backend of Django's connection, and wait until it is gone."""
    backend = connection.connection.info.backend_pid
    with elsewhere() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
        assert cursor.fetchone() == (True,)


class Cutter:
    """Cuts before the writing statement of that rank; counts them."""

    def __init__(self, rank):
        self.rank, self.seen = rank, 0

    def __call__(self, execute, sql, params, many, context):
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
            if self.seen == self.rank:
                cut()
            self.seen += 1
        return execute(sql, params, many, context)


def a_draft():
    return acts.write_dossier(eligible_candidate(version=published_version(blocks=(1,))))


def submitting():
    dossier = a_draft()
    return lambda: submission.submit_dossier(dossier, by=dossier.candidate.user, at=timezone.now())


def sending_votes():
    examination = acts.assign(acts.submit(a_draft()))
    acts.cast_all(examination, send=False)
    seat = examination.seats.first()
    return lambda: voting.send_votes(seat, stage=Stage.READING, by=seat.juror, at=timezone.now())


def closing_with_an_award():
    examination = acts.assign(acts.submit(a_draft()))
    acts.cast_all(examination)
    chair = acts.chair_of(examination)
    return lambda: closing.close_reading(examination, overrides={}, by=chair, at=timezone.now())


def _decided():
    return acts.decided(eligible_candidate(version=published_version(blocks=(1,))))


def signing_the_minutes():
    minutes = _decided().minutes.get()
    signer = minutes.unsigned()[0]
    return lambda: signing.sign_minutes(minutes, reserve="", method="password", by=signer, at=timezone.now())


def issuing():
    certificate = _decided().dossier.candidate.certificates.ccps().get()
    office = manager()
    return lambda: issue_certificate(
        certificate, issued_on=timezone.localdate(), at=timezone.now(), by=office
    )


ACTS = [submitting, sending_votes, closing_with_an_award, signing_the_minutes, issuing]


@pytest.mark.parametrize("begin", ACTS, ids=[act.__name__ for act in ACTS])
def test_a_connection_cut_before_any_write_leaves_nothing_of_the_act(begin):
    act, asked = begin(), digests()
    before = everything(asked)
    rank = 0
    while True:
        cutter = Cutter(rank)
        try:
            with connection.execute_wrapper(cutter):
                act()
            break  # committed: it writes fewer times than that, what follows is its tasks' affair (S20)
        except CUT:
            connection.close()
        assert everything(asked) == before, f"cut before write {rank}"
        rank += 1

    assert rank > 1
    assert everything(asked) != before


@pytest.mark.parametrize("begin", ACTS, ids=[act.__name__ for act in ACTS])
def test_a_connection_cut_before_the_commit_leaves_nothing_of_the_act(begin, monkeypatch):
    act, asked = begin(), digests()
    before = everything(asked)
    commit = connection._commit

    def cut_then_commit():
        cut()
        commit()

    with monkeypatch.context() as broken:
        broken.setattr(connection, "_commit", cut_then_commit)
        with pytest.raises(CUT):
            act()
    connection.close()

    assert everything(asked) == before
    act()
    assert everything(asked) != before
