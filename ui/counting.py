"""Counting what belongs to each row of a page, and nothing of the rest of the table."""

from django.db.models import F, Func, IntegerField, Subquery


def number_of(rows):
    """How many `rows` there are, as an annotation; `rows` says by `OuterRef` whose they are. A join would
    count for the whole table before the page is cut out of it."""
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values(number=number))
