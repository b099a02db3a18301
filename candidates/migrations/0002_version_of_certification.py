"""A candidate's version is one of their certification: a composite foreign key, which Django has no field for."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("candidates", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE candidates_candidate ADD CONSTRAINT candidate_version_of_certification "
            "FOREIGN KEY (version_id, certification_id) REFERENCES referentials_version (id, certification_id) "
            "DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE candidates_candidate DROP CONSTRAINT candidate_version_of_certification",
        )
    ]
