from django.db import migrations


class Migration(migrations.Migration):
    """The reasons of decisions closed before candidates kept their own copy of them."""

    dependencies = [("jury", "0001_initial"), ("candidates", "0008_documents_of_earlier_submissions")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO candidates_decisionreason (dossier_id, competence_id, text) "
            "SELECT e.dossier_id, v.competence_id, v.motive FROM jury_verdict v "
            "JOIN jury_examination e ON e.id = v.examination_id AND e.state = 'closed' "
            "WHERE v.stage = 'interview' AND NOT v.is_acquired AND v.motive <> ''",
            migrations.RunSQL.noop,
        )
    ]
