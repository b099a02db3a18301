"""The header: who is signed in, as what, where they may go."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from accounts.models import Role
from accounts.selectors import idle_seconds
from notifications.models import Message


@dataclass(frozen=True)
class Entry:
    label: str
    url: str
    is_current: bool
    count: int = 0


CANDIDATE = [
    ("Mon parcours", "course"),
    ("Mes dossiers", "candidates:dossiers"),
    ("Mes certificats", "certificates:mine"),
]
TUTOR = [("Dossiers que j’accompagne", "candidates:tutorings")]
JUROR = [
    ("Mes dossiers à lire", "jury:examinations"),
    ("Entretiens", "jury:interviews"),
    ("Mes disponibilités", "jury:availability"),
]
# pages that belong under an entry without their address saying so
UNDER = {
    "jury:examinations": "/jury/examens/",
    "jury:availability": "/jury/convocations/",
    "jury:juries": "/gestion/sessions/",
    "candidates:dossiers": "/resultats/",
    "administration": "/administration/",
    "candidates:candidates": "/gestion/modules/",
    "course": "/parcours/",
}
MANAGER = [
    ("Tableau de bord", "dashboard"),
    ("Candidats", "candidates:candidates"),
    ("Dossiers", "candidates:queue"),
    ("Jurys", "jury:juries"),
    ("À délivrer", "certificates:to_issue"),
    ("Registre", "certificates:register"),
]


def navigation(request):
    """What base.html needs; nothing for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo_mode": settings.DEMO}
    return {
        "demo_mode": settings.DEMO,
        "navigation_entries": _entries(request, user),
        "role_label": role_label(user),
        "account_path": reverse("accounts:account"),
        "idle_seconds": idle_seconds(user),
    }


def _entries(request, user):
    if getattr(request, "lacks_second_factor", False):
        return []
    places = (CANDIDATE if user.is_candidate else []) + (JUROR if user.is_juror else [])
    places += TUTOR if user.is_tutor else []
    places = (MANAGER if user.is_manager else []) + places
    entries = [_entry(label, name, request.path) for label, name in places]
    unread = Message.objects.number_unread(user)
    entries.append(_entry("Messages", "notifications:list", request.path, count=unread))
    if user.is_administrator:
        entries.append(_entry("Administration", "administration", request.path))
    return entries


def _entry(label, name, path, *, count=0):
    url = reverse(name)
    # the dashboard's address begins all the office's: only itself is itself
    is_current = path == url if name == "dashboard" else path.startswith((url, UNDER.get(name, url)))
    return Entry(label, url, is_current, count)


def role_label(user):
    """« Membre du jury », or every role somebody has."""
    return ", ".join(str(Role(role).label) for role in user.roles)
