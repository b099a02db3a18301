"""The application erases through its doors without any right on what they erase; the reader through none."""

import pytest
from django.db import ProgrammingError, connection, transaction

from candidates.models import Dossier
from cqp.roles import DOORS
from tests.cqp.test_roles import APP, READER, connected_as, roles
from tests.retention.world import decided_dossier, told_then_let_go

__all__ = ["roles"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.pdf]


def test_the_application_erases_with_the_rights_it_has(roles):
    dossier = decided_dossier()
    with connected_as(APP):
        told_then_let_go()
        assert Dossier.objects.get(pk=dossier.pk).erased_at is not None


def test_the_application_changes_no_submission_by_itself(roles):
    decided_dossier()
    with connected_as(APP), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("UPDATE candidates_submission SET content = '{}'")


@pytest.mark.parametrize("door", DOORS)
def test_the_reader_passes_no_door(roles, door):
    name, _, types = door.partition("(")
    values = ", ".join("NULL" for _ in types.split(","))
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with connected_as(READER), refused, transaction.atomic():
        connection.cursor().execute(f"SELECT {name}({values})")


def test_every_function_that_runs_with_its_owners_rights_is_in_the_list_of_doors(roles):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc "
            "WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        found = {row[0] for row in cursor.fetchall()}
    named = {door.partition("(")[0] for door in DOORS}
    assert {name.partition("(")[0] for name in found} == named
