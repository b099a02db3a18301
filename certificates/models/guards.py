"""What PostgreSQL refuses on a certificate, whoever asks: the triggers of `Certificate`."""

import pgtrigger

from certificates.states import LIVING, TRANSITIONS
from ui.states import moves_only_along

STANDING = "(" + ", ".join(f"'{state.value}'" for state in sorted(LIVING)) + ")"

# A block counts by its own CCP, or by the CCP of an older block declared equivalent to it (A5, D14).
LACKS_A_BLOCK = f"""EXISTS (SELECT 1 FROM referentials_block b WHERE b.version_id = q.version_id
AND NOT EXISTS (SELECT 1 FROM certificates_certificate c WHERE c.kind = 'ccp' AND c.state IN {STANDING}
AND c.candidate_id = q.candidate_id AND (c.block_id = b.id OR EXISTS (
SELECT 1 FROM referentials_blockequivalence e
WHERE e.new_block_id = b.id AND e.old_block_id = c.block_id))))"""


def refuses(sentence):
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'restrict_violation';"


GUARDS = [
    moves_only_along(TRANSITIONS),
    pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
    pgtrigger.Trigger(
        name="what_was_awarded_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(
            "kind",
            "candidate",
            "version",
            "block",
            "awarded_on",
            "awarded_at",
            "snapshot",
            "replaces",
            "holder_name",
            "organisation",
        ),
        func=refuses("Un certificat attribué ne change plus."),
    ),
    pgtrigger.Trigger(
        name="what_was_issued_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            "OLD.state <> 'awarded' AND (OLD.number, OLD.code, OLD.issued_on, OLD.issued_at, OLD.issue) "
            "IS DISTINCT FROM (NEW.number, NEW.code, NEW.issued_on, NEW.issued_at, NEW.issue)"
        ),
        func=refuses("Un certificat délivré ne change plus."),
    ),
    pgtrigger.Trigger(
        name="all_competences_acquired",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__kind="ccp"),
        func=(
            "IF EXISTS (SELECT 1 FROM referentials_competence c WHERE c.block_id = NEW.block_id "
            "AND NOT EXISTS (SELECT 1 FROM certificates_acquiredcompetence a "
            "WHERE a.certificate_id = NEW.id AND a.competence_id = c.id)) "
            "THEN RAISE EXCEPTION 'CCP sans 100 pour cent des compétences acquises' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
        ),
    ),
    pgtrigger.Trigger(
        name="all_blocks_have_their_ccp",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__kind="cqp"),
        func=(
            f"IF EXISTS (SELECT 1 FROM certificates_certificate q WHERE q.id = NEW.id "
            f"AND q.state IN {STANDING} AND {LACKS_A_BLOCK}) THEN RAISE EXCEPTION 'CQP sans tous les CCP' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
        ),
    ),
    pgtrigger.Trigger(
        name="no_cqp_outlives_its_ccps",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("state"),
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(new__kind="ccp"),
        func=(
            "IF EXISTS (SELECT 1 FROM certificates_certificate q WHERE q.candidate_id = NEW.candidate_id "
            f"AND q.kind = 'cqp' AND q.state IN {STANDING} AND {LACKS_A_BLOCK}) "
            "THEN RAISE EXCEPTION 'Un CCP révoqué révoque le CQP qui reposait sur lui' "
            "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
        ),
    ),
]
