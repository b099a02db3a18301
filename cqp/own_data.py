"""What happened to a person, in the sentences that their pages say, and how long each kind is kept."""

from accounts.portability import Kind, hold, tell_how_long
from candidates.models import Candidate
from cqp.timeline import events_about

# what is not simply kept as long as the account is; durations that are applied are to be said from here
KEPT = {
    "sessions": "Jusqu’à la fermeture de la session.",
    "certificats": "Sans limite : un certificat n’expire pas, et le registre doit pouvoir le prouver.",
    "copies": "Le fichier sept jours, la date de la demande tant que votre compte existe.",
    "exports-du-registre": "Le fichier sept jours, la date de la demande tant que votre compte existe.",
    "tutorats": "Vos remarques jusqu’au dépôt du dossier, l’invitation tant que le dossier est gardé.",
}


def how_long_kept(kind):
    """The sentence for a kind, empty when it is kept as long as the account."""
    return KEPT.get(kind, "")


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
