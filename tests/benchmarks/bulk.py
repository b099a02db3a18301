"""Rows by the hundred thousand: INSERT … SELECT with Django's own defaults."""

from django.db import connection


def insert(model, source, **columns):
    """INSERT … SELECT with our own expressions by column; every other column gets its Django default. What
    a new column cannot be without, it names."""
    names, values = list(columns), []
    expressions = [expression.replace("%", "%%") for expression in columns.values()]
    for field in model._meta.concrete_fields:
        if field.column in columns or field.generated or (field.primary_key and not field.has_default()):
            continue
        value = field.get_default()
        if value is None and field.null:
            continue
        names.append(field.column)
        expressions.append("%s")
        values.append(field.get_db_prep_save(value, connection))
    quoted = ", ".join(connection.ops.quote_name(name) for name in names)
    sql = f"INSERT INTO {model._meta.db_table} ({quoted}) SELECT {', '.join(expressions)} FROM "
    with connection.cursor() as cursor:
        cursor.execute(sql + source.replace("%", "%%"), values)
        cursor.execute(f"ANALYZE {model._meta.db_table}")  # what is joined next is known not to be empty


def link(table, source, **columns):
    """Rows of a many-to-many table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {source}"
        )
        cursor.execute(f"ANALYZE {table}")


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def json_object(expressions):
    """jsonb_build_object(…) of {key: SQL expression}."""
    return f"jsonb_build_object({', '.join(f'{quoted(key)}, {value}' for key, value in expressions.items())})"
