"""The trail in plain French: one sentence for each act, with what the person may know of it."""

from dataclasses import dataclass
from datetime import date, datetime

from audit.models import AuditEntry, reference
from rules.french import count, day, listing, period

# action → (sentence, whether the candidate may read it)
SENTENCES = {
    "candidate.registered": ("Inscription à la certification", True),
    "candidate.corrected": ("Fiche du candidat corrigée", False),
    "module.planned": ("Module planifié", True),
    "module.followed": ("Module suivi", True),
    "module.declared": ("Module déclaré suivi", True),
    "module.proved": ("Justificatif d’un module ajouté", True),
    "module.confirmed": ("Module confirmé", True),
    "module.refused": ("Déclaration d’un module refusée", True),
    "feasibility.recorded": ("Recevabilité (VAE) mise à jour", True),
    "attendances.imported": ("Présences importées", False),
    "tutor.invited": ("Tuteur ou tutrice invité(e)", True),
    "tutor.accepted": ("Tutorat accepté", True),
    "tutor.ended": ("Tutorat terminé", True),
    "dossier.started": ("Dossier commencé", True),
    "attachment.added": ("Annexe ajoutée", True),
    "attachment.removed": ("Annexe retirée", True),
    "file.infected_later": ("Fichier reconnu dangereux après coup", True),
    "file.infected": ("Fichier refusé par l’antivirus", True),
    "dossier.taken_up": ("Texte repris d’un dossier précédent", True),
    "dossier.submitted": ("Dossier déposé", True),
    "dossier.returned": ("Dossier à compléter", True),
    "completion.extended": ("Date de complément prolongée", True),
    "completion.cancelled": ("Demande de complément annulée", True),
    "dossier.withdrawn": ("Dossier retiré", True),
    "dossier.assigned": ("Dossier confié à un jury", True),
    "jury.dissolved": ("Dossier retiré à son jury", False),
    "no_link.declared": ("Aucun lien déclaré par un membre du jury", False),
    "link.declared": ("Lien déclaré par un membre du jury", False),
    "juror.removed": ("Membre du jury écarté", False),
    "juror.replaced": ("Membre du jury remplacé", False),
    "jury.chair_named": ("Présidence du jury confiée à un autre membre", False),
    "votes.sent": ("Avis envoyés par un membre du jury", False),
    "vote.changed": ("Avis changé par un membre du jury après son envoi", False),
    "reading.closed": ("Lecture close par le jury", True),
    "interview.summoned": ("Convocation à l’entretien envoyée", True),
    "interview.postponed": ("Entretien reporté", True),
    "interview.excused": ("Absence excusée à l’entretien", True),
    "interview.missed": ("Absence à l’entretien", True),
    "interview.held": ("Entretien tenu", True),
    "interview.ended": ("Entretien terminé", True),
    "presence.corrected": ("Membres présents à l’entretien corrigés par la présidence", False),
    "slots.proposed": ("Créneaux proposés pour l’entretien", True),
    "slots.declined": ("Aucun créneau ne convient", True),
    "slot.withdrawn": ("Créneau retiré", True),
    "deliberation.closed": ("Décision du jury rendue", True),
    "result.told": ("Résultat publié", True),
    "result.withheld": ("Publication du résultat annulée", False),
    "minutes.signed": ("Procès-verbal signé par un membre du jury", False),
    "minutes.sealed": ("Procès-verbal scellé", False),
    "minutes.rectified": ("Procès-verbal rectificatif établi", True),
    "appeal.filed": ("Recours déposé", True),
    "appeal.assigned": ("Recours confié à une personne gestionnaire", True),
    "appeal.to_rectify": ("Rectification demandée à la présidence du jury", False),
    "appeal.not_rectified": ("Rectification refusée par la présidence du jury", False),
    "appeal.rejected": ("Recours rejeté", True),
    "appeal.rectified": ("Recours admis : erreur matérielle", True),
    "deliberation.annulled": ("Délibération annulée, nouveau jury", True),
    "erasure.announced": ("Effacement du texte annoncé", True),
    "erasure.held": ("Effacement suspendu", False),
    "erasure.resumed": ("Suspension de l’effacement levée", False),
    "dossier.erased": ("Texte du dossier effacé, sa durée étant passée", True),
    "candidate.erased": ("Candidature effacée, sa durée étant passée", True),
    "accommodation.erased": ("Aménagement effacé, sa durée étant passée", False),
    "convocations.erased": ("Convocations effacées, leur durée étant passée", False),
    "account.erased": ("Compte effacé", False),
    "ccp.awarded": ("CCP attribué", True),
    "cqp.awarded": ("CQP attribué", True),
    "ccp.issued": ("CCP délivré", True),
    "cqp.issued": ("CQP délivré", True),
    "ccp.rectified": ("CCP rectifié", True),
    "cqp.rectified": ("CQP rectifié", True),
    "ccp.duplicated": ("Duplicata d’un CCP délivré", True),
    "cqp.duplicated": ("Duplicata du CQP délivré", True),
    "revocation.asked": ("Révocation demandée", False),
    "revocation.declined": ("Demande de révocation écartée", False),
    "revocation.confirmed": ("Révocation confirmée", False),
    "ccp.revoked": ("CCP révoqué", True),
    "cqp.revoked": ("CQP révoqué", True),
    "payload.erased": ("Contenu d’une entrée du registre effacé", False),
    "candidate.moved": ("Passage à une nouvelle version du référentiel", True),
    "accommodation.decided": ("Aménagement décidé", False),
    "accommodation.ended": ("Aménagement terminé", False),
    "convocation.sent": ("Convocation à une session envoyée", False),
    "convocation.answered": ("Réponse à une convocation", False),
    "session.created": ("Session créée", False),
    "session.published": ("Résultats d’une session publiés", False),
    "session.unpublished": ("Publication des résultats d’une session annulée", False),
    "jury.constituted": ("Jury constitué", False),
    "juror.habilitated": ("Habilitations d’un membre du jury changées", False),
    "unavailability.declared": ("Indisponibilité déclarée", False),
    "unavailability.withdrawn": ("Indisponibilité retirée", False),
    "referential.published": ("Référentiel publié", False),
    "equivalence.recorded": ("Équivalence entre deux blocs enregistrée", False),
    "batch.started": ("Délivrance de plusieurs certificats lancée", False),
    "register.exported": ("Registre exporté", False),
    "organisation.merged": ("Organismes réunis", False),
    "personal_data.copied": ("Copie des données personnelles demandée", False),
    "user.created": ("Compte créé", False),
    "user.invitation_accepted": ("Invitation acceptée", False),
    "user.identity_corrected": ("Identité d’un compte corrigée", False),
    "user.rights_changed": ("Droits d’un compte changés", False),
    "user.role_granted": ("Rôle donné à un compte", False),
    "user.session_ended": ("Session d’un compte fermée", False),
    "user.sessions_ended": ("Sessions d’un compte fermées", False),
}
# acts too small or too close to the seal for a timeline
SILENT = {
    "attachment.described",
    "tutor.commented",
    "situation.saved",
    "situation.removed",
    "completion.answered",
    "mention.replaced",
    "mention.kept",
    "mention.reconsidered",
    "vote.written",
    "user.invited",
}


@dataclass(frozen=True)
class Event:
    at: datetime
    sentence: str
    detail: str
    actor: object


def _detail(facts, labels):
    """The facts of an act in words; `labels` maps a block's code to « bloc 3 »."""
    parts = []
    for key, word in [
        ("blocks", ""),
        ("validated", "validé : "),
        ("to_interview", "à l’entretien : "),
        ("not_validated", "non validé : "),
    ]:
        if facts.get(key):
            parts.append(f"{word}{listing(labels.get(code, code) for code in facts[key])}")
    if facts.get("block"):
        parts.append(labels.get(facts["block"], facts["block"]))
    if facts.get("module"):
        parts.append(labels.get(facts["module"], facts["module"]))
    if facts.get("started_on") and facts.get("ended_on"):
        parts.append(period(date.fromisoformat(facts["started_on"]), date.fromisoformat(facts["ended_on"])))
    if facts.get("number"):
        parts.append(f"n° {facts['number']}")
    if facts.get("version", 1) != 1:
        parts.append(f"version {facts['version']}")
    if facts.get("points"):
        parts.append(count(facts["points"], "point"))
    if facts.get("until"):
        parts.append(f"jusqu’au {day(date.fromisoformat(facts['until']))}")
    if facts.get("reason"):
        parts.append(facts["reason"])
    return " · ".join(parts)


# what tells a result, by itself or by its facts
OF_A_RESULT = {"deliberation.closed", "minutes.rectified", "result.told"}
OF_AN_AWARD = {"ccp.awarded", "cqp.awarded"}
ON_A_CCP = {"ccp.awarded", "ccp.issued", "ccp.rectified", "ccp.duplicated", "ccp.revoked"}
MAY_BE_HELD = OF_A_RESULT | OF_AN_AWARD | {"reading.closed"}


def _without_what_is_held(entries, thing):
    """What was decided and is not published is not in the trail either (D11)."""
    if not any(entry.action in MAY_BE_HELD for entry in entries):
        return entries
    candidate = getattr(thing, "candidate", thing)
    held = list(candidate.dossiers.filter(result_held=True))
    decided = {reference(dossier) for dossier in held if dossier.is_withheld}
    in_part = {reference(dossier) for dossier in held} - decided
    untold = {reference(c) for c in candidate.certificates.all() if c.disclosed_at is None}
    kept = []
    for entry in entries:
        about = set(entry.about)
        if entry.action in OF_AN_AWARD and entry.target in untold:
            continue
        if entry.action in OF_A_RESULT and about & (decided | in_part):
            continue
        if entry.action == "reading.closed" and about & decided:
            continue
        if entry.action == "reading.closed" and about & in_part:
            entry.facts = {"to_interview": entry.facts["to_interview"]}
        kept.append(entry)
    return kept


def _which(entries, thing):
    """Target of an act on a CCP → « bloc 3 »: the trail names a certificate by its key alone."""
    if not any(entry.action in ON_A_CCP for entry in entries):
        return {}
    certificates = getattr(thing, "candidate", thing).certificates.select_related("block")
    return {reference(c): c.block.label.lower() for c in certificates if c.block_id}


def _corrected(entries):
    """{key of an entry: its sentence}, where a module recorded as followed was recorded again since."""
    found, followed = {}, {}
    for entry in entries:
        if entry.action not in ("module.followed", "module.planned"):
            continue
        before = followed.get(entry.target)
        if before:
            found[before.pk] = "Module suivi, corrigé depuis"
            found[entry.pk] = found.get(entry.pk, "Module corrigé")
        if before or entry.action == "module.followed":
            followed[entry.target] = entry
    return found


def events_about(thing, *, for_candidate):
    """What happened to a candidate or a dossier, latest first. The office also sees acts that have no
    sentence here, by their name."""
    entries = AuditEntry.objects.about(thing).exclude(action__in=SILENT).select_related("actor")
    if for_candidate:
        entries = entries.filter(action__in=[a for a, (_s, is_open) in SENTENCES.items() if is_open])
        entries = _without_what_is_held(entries, thing)
    entries = list(entries)
    labels = {b.code: b.label.lower() for b in thing.version.blocks.all()} | {
        m.code: f"« {m.title} »" for m in thing.version.modules.all()
    }
    which, corrected = _which(entries, thing), _corrected(entries)
    return [
        Event(
            entry.at,
            corrected.get(entry.pk) or SENTENCES.get(entry.action, (entry.action, False))[0],
            "" if for_candidate and entry.action.startswith("interview.") else _told(entry, labels, which),
            None if for_candidate else entry.actor,
        )
        for entry in reversed(entries)
    ]


def _told(entry, labels, which):
    said = _detail(entry.facts, labels)
    name = which.get(entry.target) if entry.action in ON_A_CCP and not entry.facts.get("block") else ""
    return " · ".join(filter(None, [name, said]))
