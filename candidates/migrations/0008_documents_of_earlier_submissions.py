from django.db import migrations


class Migration(migrations.Migration):
    """What was submitted before documents existed gets its rows: `catch_up` then makes the files."""

    dependencies = [("candidates", "0007_receipts_and_reasons")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO candidates_submissiondocument (submission_id, kind, file, file_sha256) "
            "SELECT s.id, k.kind, '', '' FROM candidates_submission s "
            "CROSS JOIN (VALUES ('dossier'), ('receipt')) AS k(kind)",
            migrations.RunSQL.noop,
        )
    ]
