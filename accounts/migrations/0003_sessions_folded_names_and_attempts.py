"""A key that ends every session of a person; organisations known by a folded name; the table of attempts.

Every session of before ends once. Organisations that fold to the same name are both kept: merging them is an
administrator's act, so the later ones only get their number behind a « # ».
"""

from django.db import migrations, models

import accounts.models
from ui.search import fold

ATTEMPTS = """
CREATE UNLOGGED TABLE IF NOT EXISTS attempts (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS attempts_expires ON attempts (expires);
"""
OWN_KEYS = "UPDATE accounts_user SET sessions_key = replace(gen_random_uuid()::text, '-', '')"


def fold_names(apps, schema_editor):
    organisations = apps.get_model("accounts", "Organisation")
    taken = set()
    for organisation in organisations.objects.order_by("pk"):
        folded = fold(organisation.name).replace(" ", "") or organisation.name.casefold()
        organisation.folded = f"{folded}#{organisation.pk}" if folded in taken else folded
        taken.add(folded)
        organisation.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_tutors")]

    operations = [
        migrations.AddField(
            "user",
            "sessions_key",
            models.CharField(default=accounts.models.new_sessions_key, editable=False, max_length=32),
        ),
        migrations.RunSQL(OWN_KEYS, migrations.RunSQL.noop),
        migrations.AddField(
            "organisation",
            "folded",
            models.CharField(editable=False, max_length=300, null=True, verbose_name="nom réduit"),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
        migrations.AlterField(
            "organisation",
            "folded",
            models.CharField(editable=False, max_length=300, unique=True, verbose_name="nom réduit"),
        ),
        migrations.RunSQL(ATTEMPTS, "DROP TABLE IF EXISTS attempts"),
    ]
