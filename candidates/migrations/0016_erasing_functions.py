"""What the application may do to text that nothing else may touch: erase it once its time is over.

Owned by whoever migrates, run with their rights, and each looks for itself at what rules.retention asks: told
a month ago, closed for a year whatever the settings say, no hold. So the application's role keeps no right to
change a submission, and no setting shortens what PostgreSQL holds.

The guards that each passes are named within it: `SET pgtrigger.ignore` on the function itself would say it
shorter, and needs a superuser, which the owner of the tables need not be.
"""

from django.db import migrations

CHECK = """
CREATE FUNCTION candidates_check_may_erase(asked bigint) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM candidates_dossier d WHERE d.id = asked AND d.erased_at IS NULL AND d.closed_at IS NOT NULL
       AND d.erasure_told_at <= now() - interval '30 days'
       AND (d.submitted_at IS NULL
            OR (d.closed_at <= now() - interval '1 year' AND d.erasure_told_at >= d.closed_at))
       AND NOT EXISTS (SELECT FROM candidates_erasurehold h
                        WHERE h.candidate_id = d.candidate_id AND h.lifted_at IS NULL))
  THEN RAISE EXCEPTION 'Le temps de ce dossier n’est pas venu.' USING ERRCODE = 'restrict_violation';
  END IF;
END $$
"""

ERASE_TEXT = """
CREATE FUNCTION candidates_erase_text(asked bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_only_a_draft_changes_0b32b,pgtrigger_only_a_draft_changes_5593c,pgtrigger_only_a_draft_changes_9050d,pgtrigger_only_a_draft_changes_e1e0f,pgtrigger_append_only_rows_11b87,pgtrigger_never_deleted_e0bf7}', true);
  PERFORM candidates_check_may_erase(asked);
  DELETE FROM candidates_completionpoint p USING candidates_completionrequest r
   WHERE r.id = p.request_id AND r.dossier_id = asked;
  UPDATE candidates_completionrequest SET rows = '[]', unsent = NULL WHERE dossier_id = asked;
  DELETE FROM candidates_tutorcomment c USING candidates_tutoring t
   WHERE t.id = c.tutoring_id AND t.dossier_id = asked;
  DELETE FROM candidates_keptmention WHERE dossier_id = asked;
  DELETE FROM candidates_passage p USING candidates_situation s
   WHERE s.id = p.situation_id AND s.dossier_id = asked;
  DELETE FROM candidates_illustration i USING candidates_situation s
   WHERE s.id = i.situation_id AND s.dossier_id = asked;
  DELETE FROM candidates_situation_blocks b USING candidates_situation s
   WHERE s.id = b.situation_id AND s.dossier_id = asked;
  DELETE FROM candidates_situation WHERE dossier_id = asked;
  DELETE FROM candidates_attachment_competences c USING candidates_attachment a
   WHERE a.id = c.attachment_id AND a.dossier_id = asked;
  -- used by nothing and held by no submission: what erases files finds them
  UPDATE candidates_storedfile f SET frozen_at = NULL FROM candidates_attachment a
   WHERE a.file_id = f.id AND a.dossier_id = asked;
  DELETE FROM candidates_attachment WHERE dossier_id = asked;
  INSERT INTO candidates_filetoerase (key, since)
    SELECT d.file, now() FROM candidates_submissiondocument d JOIN candidates_submission s ON s.id = d.submission_id
     WHERE s.dossier_id = asked AND d.file <> '' ON CONFLICT DO NOTHING;
  DELETE FROM candidates_submissiondocument d USING candidates_submission s
   WHERE s.id = d.submission_id AND s.dossier_id = asked;
  UPDATE candidates_submission
     SET content = content || '{"situations": [], "attachments": [], "candidate": {"name": "", "organisation": ""}}',
         erased_at = now()
   WHERE dossier_id = asked;
  PERFORM set_config('pgtrigger.ignore', ignored, true);
END $$
"""

FORGET_TIES = """
CREATE FUNCTION candidates_forget_ties(asked bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE ignored text := coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}');
BEGIN
  PERFORM set_config('pgtrigger.ignore', '{pgtrigger_append_only_rows_48209}', true);
  IF EXISTS (SELECT FROM candidates_candidate c WHERE c.id = asked AND c.erased_at IS NULL)
  THEN RAISE EXCEPTION 'Les liens restent tant que la candidature reste.' USING ERRCODE = 'restrict_violation';
  END IF;
  DELETE FROM candidates_tie WHERE candidate_id = asked;
  PERFORM set_config('pgtrigger.ignore', ignored, true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0015_erasure_of_what_is_over")]

    operations = [
        migrations.RunSQL(CHECK, "DROP FUNCTION candidates_check_may_erase(bigint)"),
        migrations.RunSQL(ERASE_TEXT, "DROP FUNCTION candidates_erase_text(bigint)"),
        migrations.RunSQL(FORGET_TIES, "DROP FUNCTION candidates_forget_ties(bigint)"),
        migrations.RunSQL(
            "REVOKE EXECUTE ON FUNCTION candidates_erase_text(bigint), candidates_forget_ties(bigint) FROM PUBLIC",
            migrations.RunSQL.noop,
        ),
    ]
