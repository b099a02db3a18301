-- What must hold whatever was broken. Each statement returns the rows that break it; its first line is its name.
-- Written from the regulation and the schema alone: it shares no code with the application.

-- A1: a CCP whose competences are not all acquired
SELECT c.id FROM certificates_certificate c
JOIN referentials_competence k ON k.block_id = c.block_id
WHERE c.kind = 'ccp' AND NOT EXISTS (
  SELECT 1 FROM certificates_acquiredcompetence a WHERE a.certificate_id = c.id AND a.competence_id = k.id);

-- A1: a block validated while a competence has no verdict that acquires it
SELECT d.id FROM jury_blockdecision d
JOIN referentials_competence k ON k.block_id = d.block_id
WHERE d.is_validated
AND NOT EXISTS (SELECT 1 FROM jury_verdict v WHERE v.examination_id = d.examination_id
  AND v.competence_id = k.id AND v.is_acquired)
AND NOT EXISTS (SELECT 1 FROM jury_examination_kept x WHERE x.examination_id = d.examination_id
  AND x.competence_id = k.id);

-- A2, D11: a validated block without its CCP
SELECT d.id FROM jury_blockdecision d
JOIN jury_examination e ON e.id = d.examination_id
JOIN candidates_dossier f ON f.id = e.dossier_id
WHERE d.is_validated AND NOT EXISTS (
  SELECT 1 FROM certificates_certificate c
  WHERE c.kind = 'ccp' AND c.candidate_id = f.candidate_id AND c.block_id = d.block_id);

-- A2: two CCPs for one candidate and block
SELECT candidate_id, block_id FROM certificates_certificate
WHERE kind = 'ccp' AND state IN ('awarded', 'issued') GROUP BY 1, 2 HAVING count(*) > 1;

-- A4: a certificate that the register does not award exactly once
SELECT c.id FROM certificates_certificate c
LEFT JOIN certificates_registerentry r ON r.certificate_id = c.id AND r.kind = c.kind || '.awarded'
GROUP BY c.id HAVING count(r.seq) <> 1;

-- A5: a CQP without the CCP of every block
SELECT c.id FROM certificates_certificate c
JOIN referentials_block b ON b.version_id = c.version_id
WHERE c.kind = 'cqp' AND NOT EXISTS (
  SELECT 1 FROM certificates_certificate p
  WHERE p.kind = 'ccp' AND p.candidate_id = c.candidate_id AND p.block_id = b.id);

-- A5: every CCP and no CQP, or two
SELECT p.candidate_id FROM (
  SELECT candidate_id, version_id, count(DISTINCT block_id) AS held FROM certificates_certificate
  WHERE kind = 'ccp' AND state IN ('awarded', 'issued') GROUP BY 1, 2) p
WHERE p.held = (SELECT count(*) FROM referentials_block b WHERE b.version_id = p.version_id)
AND (SELECT count(*) FROM certificates_certificate c WHERE c.kind = 'cqp'
  AND c.candidate_id = p.candidate_id AND c.state IN ('awarded', 'issued')) <> 1;

-- A9: an interview attended by a member who did not read
SELECT i.id FROM jury_interview i
JOIN jury_interview_present p ON p.interview_id = i.id
JOIN jury_seat s ON s.id = p.seat_id WHERE s.read_at IS NULL;

-- A11: a dossier submitted while a module had not ended, or out of order
SELECT s.id FROM candidates_submission s
JOIN candidates_dossier d ON d.id = s.dossier_id
JOIN referentials_module m ON m.version_id = d.version_id
LEFT JOIN candidates_moduleattendance a ON a.candidate_id = d.candidate_id AND a.module_id = m.id
WHERE a.id IS NULL OR NOT a.is_followed OR a.ended_on > (s.submitted_at AT TIME ZONE 'Europe/Paris')::date;

-- D2: a block refused while the dossier had no interview
SELECT d.id FROM jury_blockdecision d WHERE NOT d.is_validated AND NOT EXISTS (
  SELECT 1 FROM jury_interview i WHERE i.examination_id = d.examination_id);

-- D8: a verdict without a vote of each member that read
SELECT v.id FROM jury_verdict v
JOIN jury_seat s ON s.examination_id = v.examination_id AND s.removed_at IS NULL
WHERE v.stage = 'reading' AND NOT EXISTS (
  SELECT 1 FROM jury_vote w WHERE w.seat_id = s.id AND w.competence_id = v.competence_id AND w.stage = 'reading');

-- D11: numbers with a gap or a double
SELECT kind, year FROM (
  SELECT kind, extract(year FROM issued_on) AS year, count(*) AS given,
    max(substring(number FROM '[0-9]+$')::int) AS last,
    count(DISTINCT number) AS different
  FROM certificates_certificate WHERE number IS NOT NULL GROUP BY 1, 2) n
WHERE given <> last OR given <> different;

-- The dossier and its examination do not tell the same
SELECT d.id FROM candidates_dossier d
LEFT JOIN jury_examination e ON e.dossier_id = d.id AND e.state <> 'dissolved'
WHERE (d.state = 'under_reading' AND e.state IS DISTINCT FROM 'reading')
OR (d.state = 'interview' AND (e.state IS NULL OR e.state NOT IN ('to_summon', 'summoned', 'deliberation')))
OR (d.state = 'decided' AND e.state IS DISTINCT FROM 'closed')
OR (d.state IN ('draft', 'submitted', 'returned', 'withdrawn') AND e.id IS NOT NULL);

-- A closed stage without its minutes
SELECT e.id FROM jury_examination e
WHERE (e.reading_closed_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM jury_minutes m WHERE m.examination_id = e.id AND m.stage = 'reading'))
OR (e.state = 'closed' AND EXISTS (SELECT 1 FROM jury_interview i WHERE i.examination_id = e.id) AND NOT EXISTS (
  SELECT 1 FROM jury_minutes m WHERE m.examination_id = e.id AND m.stage = 'interview'));

-- The chain is broken
SELECT r.seq FROM certificates_registerentry r
LEFT JOIN certificates_registerentry before ON before.seq = r.seq - 1
WHERE r.prev_hash <> coalesce(before.hash, repeat('0', 64)) OR (r.seq > 1 AND before.seq IS NULL);

-- Work left undone: a document without its file
SELECT id FROM certificates_document WHERE file = '';

-- Work left undone: sealed minutes without their file
SELECT id FROM jury_minutes WHERE file = '' AND sealed_at IS NOT NULL;

-- Minutes signed by all and not sealed, or sealed before their time without all
SELECT m.id FROM jury_minutes m
WHERE (m.sealed_at IS NULL) <> EXISTS (
  SELECT 1 FROM jury_minutes_signers s WHERE s.minutes_id = m.id AND NOT EXISTS (
    SELECT 1 FROM jury_minutessignature g WHERE g.minutes_id = m.id AND g.signer_id = s.user_id));

-- Work left undone: a message that was not sent
SELECT id FROM notifications_message WHERE sent_at IS NULL;

-- An award or an issue that its holder was not told of
SELECT c.id FROM certificates_certificate c
JOIN candidates_candidate k ON k.id = c.candidate_id
WHERE c.disclosed_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM notifications_message m
  WHERE m.recipient_id = k.user_id AND m.key = 'certificate:' || c.id || ':awarded')
OR c.number IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM notifications_message m
  WHERE m.recipient_id = k.user_id AND m.key = 'certificate:' || c.id || ':issued');

-- An act without its trace: an award, an issue
SELECT c.id FROM certificates_certificate c
WHERE NOT EXISTS (SELECT 1 FROM audit_auditentry a
  WHERE a.target = 'certificates.certificate:' || c.id AND a.action = c.kind || '.awarded')
OR (c.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit_auditentry a
  WHERE a.target = 'certificates.certificate:' || c.id AND a.action = c.kind || '.issued'));
