"""Every situation has the key that its page is known by."""

from uuid import uuid4

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("candidates", "0005_passport")]

    operations = [
        # the triggers that freeze what was submitted stay: only drafts made before any release lack a key
        migrations.RunSQL(
            "ALTER TABLE candidates_situation DISABLE TRIGGER USER;"
            "UPDATE candidates_situation SET key = gen_random_uuid() WHERE key IS NULL;"
            "ALTER TABLE candidates_situation ENABLE TRIGGER USER;",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(model_name="situation", name="situation_key_once"),
        migrations.AlterField(
            model_name="situation",
            name="key",
            field=models.UUIDField(default=uuid4, editable=False),
        ),
        migrations.AddConstraint(
            model_name="situation",
            constraint=models.UniqueConstraint(fields=["dossier", "key"], name="situation_key_once"),
        ),
    ]
