"""What the database holds still of a seat: who may take it, and what its votes sent must be."""

import pgtrigger

SEAT_GUARDS = [
    pgtrigger.Trigger(
        name="nobody_judges_themselves",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=(
            "IF EXISTS (SELECT 1 FROM jury_examination e "
            "JOIN candidates_dossier d ON d.id = e.dossier_id "
            "JOIN candidates_candidate c ON c.id = d.candidate_id "
            "WHERE e.id = NEW.examination_id AND c.user_id = NEW.juror_id) "
            "THEN RAISE EXCEPTION 'Nul ne juge son propre dossier.' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    ),
    # Tied after the assignment, a seat changes no more, but for its removal.
    pgtrigger.Trigger(
        name="nobody_tied_sits",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition("NEW.removed_at IS NULL"),
        func=(
            "IF EXISTS (SELECT 1 FROM jury_examination e "
            "JOIN candidates_dossier d ON d.id = e.dossier_id "
            "JOIN candidates_tied t ON t.candidate_id = d.candidate_id "
            "WHERE e.id = NEW.examination_id AND t.user_id = NEW.juror_id) "
            "THEN RAISE EXCEPTION 'Un membre lié à la personne candidate ne siège pas.' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
        ),
    ),
    pgtrigger.Trigger(
        name="sent_votes_are_whole",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("read_at", "heard_at"),
        declare=[("sent_stage", "TEXT")],
        func=(
            "IF (OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at) "
            "OR (OLD.heard_at IS NOT NULL AND NEW.heard_at IS DISTINCT FROM OLD.heard_at) THEN "
            "RAISE EXCEPTION 'Des avis envoyés le restent.' USING ERRCODE = 'restrict_violation'; "
            "END IF; "
            "FOREACH sent_stage IN ARRAY ARRAY["
            "CASE WHEN NEW.read_at IS DISTINCT FROM OLD.read_at THEN 'reading' END, "
            "CASE WHEN NEW.heard_at IS DISTINCT FROM OLD.heard_at THEN 'interview' END] LOOP "
            "IF EXISTS (SELECT 1 FROM jury_examination_blocks b "
            "JOIN referentials_competence c ON c.block_id = b.block_id "
            "WHERE b.examination_id = NEW.examination_id AND sent_stage IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM jury_examination_kept k "
            "WHERE k.examination_id = NEW.examination_id AND k.competence_id = c.id) "
            "AND (sent_stage = 'reading' OR EXISTS (SELECT 1 FROM jury_verdict r "
            "WHERE r.examination_id = NEW.examination_id AND r.competence_id = c.id "
            "AND r.stage = 'reading' AND NOT r.is_acquired)) "
            "AND NOT EXISTS (SELECT 1 FROM jury_vote v WHERE v.seat_id = NEW.id "
            "AND v.competence_id = c.id AND v.stage = sent_stage "
            "AND (v.is_acquired OR (NOT v.is_acquired AND btrim(v.comment) <> '')))) "
            "THEN RAISE EXCEPTION 'Un avis manque ou n’est pas expliqué.' "
            "USING ERRCODE = 'check_violation'; END IF; END LOOP; RETURN NEW;"
        ),
    ),
]
