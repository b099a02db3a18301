"""What a migration would do to a service that is running: hold a big table, or break the release still at
work.

Only migrations after the last release are looked at (RELEASED): before the first one there is nothing to
hold up. A finding is answered by doing it in steps (docs/operations.md), or by saying why it does no harm:
the migration class names it in `reviewed = {"AddIndex message_to_send": "the table has ten rows"}`.
"""

from dataclasses import dataclass

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import models
from django.db.migrations import operations
from django.db.models.fields import NOT_PROVIDED
from django.db.models.fields.generated import GeneratedField

# {app: the last migration of the last release}. At each release, see docs/operations.md.
RELEASED: dict[str, str] = {}

_INDEX = "an index is built while the table is held: AddIndexConcurrently, in a migration with atomic = False"
_CHECK = "every row is checked while the table is held: add it NOT VALID, validate it in another migration"
_TYPE = "another type rewrites the table, NOT NULL reads it all: add a column, fill it, change over"
_GONE = "the running release still asks for it: stop using it first, remove it one release later"
REASONS = {
    operations.AddIndex: _INDEX,
    operations.AddConstraint: _CHECK,
    operations.AlterField: _TYPE,
    operations.DeleteModel: _GONE,
    operations.RemoveField: _GONE,
    operations.RenameField: _GONE,
    operations.RenameModel: _GONE,
    operations.AlterModelTable: _GONE,
}


@dataclass(frozen=True)
class Finding:
    operation: str
    reason: str


def _name(operation):
    what = getattr(operation, "name", None) or getattr(operation, "model_name", "")
    inner = getattr(operation, "index", None) or getattr(operation, "constraint", None)
    return f"{type(operation).__name__} {inner.name if inner is not None else what}"


def _of_an_added_field(field):
    if isinstance(field, GeneratedField):
        return "a stored generated column rewrites the table"
    has_value = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
    if not has_value:
        return "the running release inserts rows without it: allow null, or give a db_default"
    if field.db_default is not NOT_PROVIDED and isinstance(field.db_default, models.Func):
        return "a default computed for each row rewrites the table"
    if field.unique or field.db_index:
        return "its index is built while the table is held: add it after, with AddIndexConcurrently"
    return None


def _reason(operation):
    """Why an operation on an existing table is not for a running service; None when it is."""
    if isinstance(operation, operations.AddField):
        return _of_an_added_field(operation.field)
    # by the very type: AddIndexConcurrently is an AddIndex that holds nothing
    return REASONS.get(type(operation))


def findings(migration):
    """What is to be answered for in one migration, its own new tables left aside."""
    made = {op.name.lower() for op in migration.operations if isinstance(op, operations.CreateModel)}
    reviewed = getattr(migration, "reviewed", {})
    found = []
    for operation in migration.operations:
        model = (getattr(operation, "model_name", None) or "").lower()
        reason = None if model in made else _reason(operation)
        if reason and _name(operation) not in reviewed:
            found.append(Finding(_name(operation), reason))
    if any(isinstance(op, AddIndexConcurrently) for op in migration.operations) and migration.atomic:
        found.append(Finding("AddIndexConcurrently", "needs a migration with atomic = False"))
    return found


def unreleased(graph, *, app, released):
    """The migrations of an app that come after its last released one."""
    keys = [key for key in graph.nodes if key[0] == app]
    known = set(graph.forwards_plan((app, released)))
    return sorted(key for key in keys if key not in known)
