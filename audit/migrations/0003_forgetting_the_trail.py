"""The trail is kept for a time (rules.retention): its oldest part goes through this door, and no other. Whatever
the settings say, a year stays."""

from django.db import migrations

FORGET = """
CREATE FUNCTION audit_forget(before timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  gone bigint;
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_rows_3db2c}', true);
  IF before > now() - interval '1 year'
  THEN RAISE EXCEPTION 'Un an de journal reste.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM audit_auditentry WHERE id IN (
    SELECT id FROM audit_auditentry WHERE at < before ORDER BY at, id LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('pgtrigger.ignore', ignored, true);
  RETURN gone;
END $$
"""

FORGET_ACCESSES = """
CREATE FUNCTION audit_forget_accesses(before timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  gone bigint;
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_rows_da5c8}', true);
  IF before > now() - interval '6 months'
  THEN RAISE EXCEPTION 'Six mois de consultations restent.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM audit_accessentry WHERE id IN (
    SELECT id FROM audit_accessentry WHERE at < before ORDER BY at, id LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  PERFORM set_config('pgtrigger.ignore', ignored, true);
  RETURN gone;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_accesses")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget(timestamptz, integer)"),
        migrations.RunSQL(FORGET_ACCESSES, "DROP FUNCTION audit_forget_accesses(timestamptz, integer)"),
        migrations.RunSQL(
            "REVOKE EXECUTE ON FUNCTION audit_forget(timestamptz, integer), "
            "audit_forget_accesses(timestamptz, integer) FROM PUBLIC",
            migrations.RunSQL.noop,
        ),
    ]
