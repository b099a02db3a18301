"""The trail is kept for a time (rules.retention): its oldest part goes through this door, and no other. Whatever
the settings say, a year stays."""

from django.db import migrations

FORGET = """
CREATE FUNCTION audit_forget(before timestamptz, most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET pgtrigger.ignore = '{pgtrigger_append_only_rows_3db2c}'
AS $$
DECLARE gone bigint;
BEGIN
  IF before > now() - interval '1 year'
  THEN RAISE EXCEPTION 'Un an de journal reste.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM audit_auditentry WHERE id IN (
    SELECT id FROM audit_auditentry WHERE at < before ORDER BY at, id LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION audit_forget(timestamptz, integer)"),
        migrations.RunSQL("REVOKE EXECUTE ON FUNCTION audit_forget(timestamptz, integer) FROM PUBLIC", migrations.RunSQL.noop),
    ]
