"""What three database roles may do: the owner migrates, the application works, the reader reads.

Nothing is listed by hand that a model already says: a table whose trigger refuses changes is granted none,
one whose trigger refuses deletion is granted none either. So what a trigger holds, the lack of a right holds
once more, even for somebody who can switch triggers off.
"""

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

APPEND_ONLY, NEVER_DELETED = "append_only_rows", "never_deleted"
LIMITS = {
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
}
# what opens an account is for the application alone: whole tables, or columns
SECRET_APPS = {"sessions", "mfa", "usersessions"}
SECRET_TABLES = {"account_emailconfirmation", "socialaccount_socialtoken", "socialaccount_socialapp"}
SECRET_COLUMNS = {"password", "sessions_key", "extra_data"}
# functions that do, with the owner's rights, the one thing that their name says, and look for themselves at
# whether it may be done
DOORS = (
    "candidates_erase_text(bigint)",
    "candidates_forget_ties(bigint)",
    "jury_erase_grids(bigint)",
    "jury_erase_convocations(bigint)",
    "audit_forget(timestamptz, integer)",
    "audit_forget_accesses(timestamptz, integer)",
)


def _models():
    """Every model with a table or a view of its own, those behind a many-to-many field too."""
    return [m for m in apps.get_models(include_auto_created=True) if not m._meta.proxy]


def _triggers(model):
    return {trigger.name for trigger in getattr(model._meta, "triggers", ())}


def _columns(model):
    """A key made of several columns has none of its own."""
    return [field.column for field in model._meta.local_fields if field.column]


def rights_of_the_application(model):
    """SELECT and INSERT, then what no trigger refuses; of a view, what it shows."""
    if not model._meta.managed:
        return ["SELECT"]
    triggers = _triggers(model)
    if APPEND_ONLY in triggers:
        return ["SELECT", "INSERT"]
    if NEVER_DELETED in triggers:
        return ["SELECT", "INSERT", "UPDATE"]
    return ["SELECT", "INSERT", "UPDATE", "DELETE"]


def columns_of_the_reader(model):
    """The columns a reader sees; none of a table that holds what opens an account."""
    if model._meta.app_label in SECRET_APPS or model._meta.db_table in SECRET_TABLES:
        return []
    return [column for column in _columns(model) if column not in SECRET_COLUMNS]


def tables_of_caches():
    return [cache["LOCATION"] for cache in settings.CACHES.values() if "DatabaseCache" in cache["BACKEND"]]


def _quote(name):
    return connection.ops.quote_name(name)


def statements(*, app, reader):
    """Everything to run, as the owner, in this order. Running it again changes nothing."""
    both = f"{_quote(app)}, {_quote(reader)}"
    database = _quote(connection.settings_dict["NAME"])
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {both}, PUBLIC"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {both}, PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {both}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {_quote(app)}"
    for model in sorted(_models(), key=lambda m: m._meta.db_table):
        table = _quote(model._meta.db_table)
        yield f"GRANT {', '.join(rights_of_the_application(model))} ON {table} TO {_quote(app)}"
        # a column once granted stays so until it is taken back by its name
        every = ", ".join(map(_quote, _columns(model)))
        yield f"REVOKE SELECT ({every}) ON {table} FROM {_quote(reader)}"  # noqa: S608 (names of our own)
        if columns := columns_of_the_reader(model):
            yield f"GRANT SELECT ({', '.join(map(_quote, columns))}) ON {table} TO {_quote(reader)}"
    for table in tables_of_caches():  # counts of attempts, figures of the day: no model shows them
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_quote(table)} TO {_quote(app)}"
    for door in DOORS:
        yield f"REVOKE EXECUTE ON FUNCTION {door} FROM PUBLIC, {_quote(reader)}"
        yield f"GRANT EXECUTE ON FUNCTION {door} TO {_quote(app)}"
    # `/readyz` reads which migrations are applied
    migrations = _quote(MigrationRecorder.Migration._meta.db_table)
    yield f"GRANT SELECT ON {migrations} TO {both}"
    for role in (app, reader):
        for name, value in LIMITS.items():
            yield f"ALTER ROLE {_quote(role)} IN DATABASE {database} SET {name} = '{value}'"
    yield f"ALTER ROLE {_quote(reader)} IN DATABASE {database} SET default_transaction_read_only = on"


def check_roles(*, app, reader):
    """Both exist and are nobody's equal: neither superuser nor owner of a table, nor a member of the
    owner."""
    for role in (app, reader):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls "
                "OR pg_has_role(rolname, current_user, 'MEMBER') "
                "OR EXISTS (SELECT FROM pg_tables WHERE tableowner = rolname) "
                "FROM pg_roles WHERE rolname = %s",
                [role],
            )
            found = cursor.fetchone()
        if found is None:
            raise CommandError(
                f"Le rôle {role} n’existe pas. Créez-le : CREATE ROLE {_quote(role)} LOGIN PASSWORD …"
            )
        if found[0]:
            raise CommandError(
                f"Le rôle {role} a des droits de propriétaire ou d’administration : prenez-en un autre."
            )


def owns_tables():
    """Whether the role of this process is the owner of a table, one of its members, or a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() "
            "AND pg_has_role(current_user, tableowner, 'MEMBER'))"
        )
        return cursor.fetchone()[0]
