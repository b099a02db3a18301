"""Invitations kept their link, which opened the account to whoever could read the row."""

from django.db import migrations


def forget(apps, schema_editor):
    apps.get_model("notifications", "Message").objects.filter(key__startswith="invitation:").update(path="")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
