"""What happened to a person, in the sentences that their pages say, and how long each kind is kept."""

from django.conf import settings

from accounts.portability import Kind, hold, tell_how_long
from candidates.models import Candidate
from cqp.timeline import events_about
from rules.retention import in_words

NO_END = "Sans limite : c’est la preuve d’une certification, qui n’expire pas."
A_WEEK = "Le fichier sept jours, la date de la demande tant que votre compte existe."
# what is not simply kept as long as the account is; {…} is a duration that this service applies
KEPT = {
    "sessions": "Jusqu’à la fermeture de la session.",
    "certificats": NO_END,
    "signatures": NO_END,
    "decisions": "La décision sans limite, la lettre et les convocations {dossier} après elle.",
    "copies": A_WEEK,
    "exports-du-registre": A_WEEK,
    "tutorats": "Vos remarques jusqu’au dépôt du dossier, l’invitation tant que le dossier est gardé.",
    "candidatures": "{candidacy} après le dernier dossier ; sans limite avec un certificat.",
    "dossiers": "{dossier} après la décision ou le retrait, {draft} pour un brouillon délaissé.",
    "entretiens": "La date sans limite, la raison d’une absence {dossier} après la décision.",
    "convocations": "{dossier} après la décision.",
    "recours": "{dossier} après la décision : l’exposé, les pièces et la réponse.",
    "sieges": "Vos avis et vos notes {dossier} après la décision ; le procès-verbal, sans limite.",
    "declarations": "Un lien déclaré {dossier} après la décision ; le procès-verbal, sans limite.",
    "sessions-de-jury": "{convocation} après la session.",
    "messages": "{message}.",
    "actes": "{trail}.",
    "lectures": "{access}.",
    "parcours": "{trail}.",
}


def how_long_kept(kind):
    """The sentence for a kind, empty when it is kept as long as the account."""
    durations = {name: in_words(months) for name, months in settings.RETENTION_MONTHS.items()}
    return KEPT.get(kind, "").format(**durations)


def _course(candidate):
    return {
        "certification": candidate.version.certification.code,
        "events": [
            {"at": event.at, "sentence": event.sentence, "detail": event.detail}
            for event in events_about(candidate, for_candidate=True)
        ],
    }


hold(
    Kind(
        "parcours",
        "Ce qui s’est passé",
        "L’histoire de chaque candidature, telle que « Mon parcours » la raconte.",
        [],
        rows=lambda user: (
            Candidate.objects.owned_by(user).select_related("version__certification").order_by("pk")
        ),
        say=_course,
    )
)
tell_how_long(how_long_kept)
