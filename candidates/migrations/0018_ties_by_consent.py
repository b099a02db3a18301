"""What a candidate writes of somebody ties them once they, or the office, agreed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('candidates', '0017_indexes_of_national_pages'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='moduleattendance',
            name='trainer_is_tied',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='tutoring',
            name='tutor_is_tied',
        ),
        migrations.AddField(
            model_name='tutoring',
            name='accepted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='accepté le'),
        ),
        # ties already kept stay; who was tied read with the candidate's invitation alone
        migrations.RunSQL(
            "UPDATE candidates_tutoring SET accepted_at = invited_at", migrations.RunSQL.noop
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moduleattendance',
            trigger=pgtrigger.compiler.Trigger(name='trainer_is_tied', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO candidates_tie (candidate_id, kind, email, since, source) SELECT NEW.candidate_id, found.kind, lower(btrim(found.email)), now(), TG_TABLE_NAME || ':' || NEW.id FROM (VALUES ('trainer', CASE WHEN NEW.is_followed OR (NEW.declared_at IS NULL AND NEW.refused_at IS NULL) THEN NEW.trainer_email END)) AS found(kind, email) WHERE btrim(coalesce(found.email, '')) <> '' ON CONFLICT DO NOTHING; RETURN NEW;", hash='2fafc9e4cbbc166a76a46ed8e459a725e2d83ee5', operation='INSERT OR UPDATE OF "trainer_email", "is_followed", "declared_at", "refused_at"', pgid='pgtrigger_trainer_is_tied_a81ff', table='candidates_moduleattendance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tutoring',
            trigger=pgtrigger.compiler.Trigger(name='tutor_is_tied', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO candidates_tie (candidate_id, kind, email, since, source) SELECT (SELECT d.candidate_id FROM candidates_dossier d WHERE d.id = NEW.dossier_id), found.kind, lower(btrim(found.email)), now(), TG_TABLE_NAME || ':' || NEW.id FROM (VALUES ('tutor', CASE WHEN NEW.accepted_at IS NOT NULL THEN (SELECT u.email FROM accounts_user u WHERE u.id = NEW.tutor_id) END)) AS found(kind, email) WHERE btrim(coalesce(found.email, '')) <> '' ON CONFLICT DO NOTHING; RETURN NEW;", hash='6c0000047f9d73efe34bba500982ac71b1702d7e', operation='INSERT OR UPDATE OF "tutor_id", "accepted_at"', pgid='pgtrigger_tutor_is_tied_6b1aa', table='candidates_tutoring', when='AFTER')),
        ),
    ]
