"""The jury's share of what is erased with a dossier: see candidates.0016.

Kept: who sat, the verdicts with their reasons, the decisions, and the signed minutes, which prove them.
"""

from django.db import migrations

ERASE_GRIDS = """
CREATE FUNCTION jury_erase_grids(asked bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  examined bigint[];
  ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_rows_942c3,pgtrigger_sealed_votes_stay_c729b,pgtrigger_append_only_rows_08226,pgtrigger_append_only_rows_6e3b5,pgtrigger_append_only_rows_6f638,pgtrigger_what_was_filed_never_changes_d22cc,pgtrigger_what_was_answered_never_changes_1de8c,pgtrigger_what_was_read_stays_5a390,pgtrigger_never_deleted_02eeb,pgtrigger_nobody_judges_themselves_1581f,pgtrigger_nobody_tied_sits_9959b,pgtrigger_sent_votes_are_whole_420df}', true);
  PERFORM candidates_check_may_erase(asked);
  SELECT coalesce(array_agg(e.id), '{}') INTO examined FROM jury_examination e WHERE e.dossier_id = asked;
  IF EXISTS (SELECT FROM jury_appeal a WHERE a.examination_id = ANY(examined)
              AND a.state IN ('filed', 'assigned', 'to_rectify'))
  THEN RAISE EXCEPTION 'Un recours est en cours.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM jury_votechange c USING jury_vote v, jury_seat s
   WHERE v.id = c.vote_id AND s.id = v.seat_id AND s.examination_id = ANY(examined);
  DELETE FROM jury_vote v USING jury_seat s WHERE s.id = v.seat_id AND s.examination_id = ANY(examined);
  DELETE FROM jury_closingdraft WHERE examination_id = ANY(examined);
  -- « aucun lien » says nothing of anybody, and is what keeps the dossier open to its members
  DELETE FROM jury_declaration WHERE examination_id = ANY(examined) AND has_link;
  UPDATE jury_seat SET removal_reason = 'Effacé' WHERE examination_id = ANY(examined) AND removed_at IS NOT NULL;
  UPDATE jury_panelchange SET reason = 'Effacé' WHERE examination_id = ANY(examined);
  UPDATE jury_interview SET reason = '' WHERE examination_id = ANY(examined);
  INSERT INTO candidates_filetoerase (key, since)
    SELECT n.file, now() FROM jury_interviewnotice n JOIN jury_interview i ON i.id = n.interview_id
     WHERE i.examination_id = ANY(examined) AND n.file <> ''
    UNION ALL
    SELECT l.file, now() FROM jury_resultletter l JOIN jury_minutes m ON m.id = l.minutes_id
     WHERE m.examination_id = ANY(examined) AND l.file <> '' ON CONFLICT DO NOTHING;
  DELETE FROM jury_interviewnotice n USING jury_interview i
   WHERE i.id = n.interview_id AND i.examination_id = ANY(examined);
  DELETE FROM jury_resultletter l USING jury_minutes m
   WHERE m.id = l.minutes_id AND m.examination_id = ANY(examined);
  UPDATE candidates_storedfile f SET frozen_at = NULL FROM jury_appealfile p, jury_appeal a
   WHERE p.file_id = f.id AND a.id = p.appeal_id AND a.examination_id = ANY(examined);
  DELETE FROM jury_appealfile p USING jury_appeal a
   WHERE a.id = p.appeal_id AND a.examination_id = ANY(examined);
  UPDATE jury_appeal SET text = '', note = '', answer = 'Effacé' WHERE examination_id = ANY(examined);
  PERFORM set_config('pgtrigger.ignore', ignored, true);
END $$
"""

ERASE_CONVOCATIONS = """
CREATE FUNCTION jury_erase_convocations(asked bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_never_deleted_2a8b7}', true);
  IF NOT EXISTS (SELECT FROM jury_session s WHERE s.id = asked AND s.ends_on <= current_date - interval '1 year')
  THEN RAISE EXCEPTION 'Le temps de ces convocations n’est pas venu.' USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO candidates_filetoerase (key, since)
    SELECT c.file, now() FROM jury_convocation c WHERE c.session_id = asked AND c.file <> '' ON CONFLICT DO NOTHING;
  DELETE FROM jury_convocation WHERE session_id = asked;
  PERFORM set_config('pgtrigger.ignore', ignored, true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jury", "0007_votes_kept_as_they_are_written"),
        ("candidates", "0016_erasing_functions"),
    ]

    operations = [
        migrations.RunSQL(ERASE_GRIDS, "DROP FUNCTION jury_erase_grids(bigint)"),
        migrations.RunSQL(ERASE_CONVOCATIONS, "DROP FUNCTION jury_erase_convocations(bigint)"),
        migrations.RunSQL(
            "REVOKE EXECUTE ON FUNCTION jury_erase_grids(bigint), jury_erase_convocations(bigint) FROM PUBLIC",
            migrations.RunSQL.noop,
        ),
    ]
