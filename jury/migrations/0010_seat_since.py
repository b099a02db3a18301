"""Since when each member sits: what a load is counted from."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# the triggers that keep a seat as it was would refuse one whose holder was tied since
SINCE = """
ALTER TABLE jury_seat DISABLE TRIGGER USER;
UPDATE jury_seat SET seated_at = e.opened_at FROM jury_examination e WHERE e.id = jury_seat.examination_id;
UPDATE jury_seat SET seated_at = c.at FROM jury_panelchange c WHERE c.kind = 'replaced' AND c.entering_id = jury_seat.id;
ALTER TABLE jury_seat ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jury", "0009_indexes_of_national_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="seat",
            name="seated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="siège depuis le"
            ),
        ),
        migrations.RunSQL(SINCE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="seat",
            index=models.Index(
                condition=models.Q(("removed_at", None)),
                fields=["juror", "seated_at"],
                name="seat_of_a_juror_by_date",
            ),
        ),
    ]
