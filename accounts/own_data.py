"""What accounts, messages and the trail hold about a person."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from accounts.devices import device_in_words
from accounts.models import PersonalExport, User
from accounts.portability import Kind, hold, leave_out
from audit.models import AccessEntry, AuditEntry
from notifications.models import Message


def _account(user):
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    links = SocialAccount.objects.filter(user=user).order_by("pk")
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "roles": user.roles,
        "organisation": str(user.organisation or ""),
        "unit": user.unit,
        "function": user.function,
        "is_active": user.is_active,
        "last_signed_in_at": user.last_login,
        "addresses": list(addresses.values("email", "verified", "primary")),
        # what kind of factor, and never what it is made of
        "second_factors": list(factors.values("type", "created_at", "last_used_at")),
        "single_sign_on": list(links.values("provider", "date_joined", "last_login")),
    }


def _session(session):
    return {
        "device": device_in_words(session.user_agent),
        "user_agent": session.user_agent,
        "ip": session.ip,
        "began_at": session.created_at,
        "seen_at": session.last_seen_at,
    }


def _message(message):
    return {
        "subject": message.subject,
        "body": message.body,
        "written_at": message.created_at,
        "sent_at": message.sent_at,
        "read_at": message.read_at,
    }


def _act(entry):
    """The facts of an act may be about somebody else: which act, on which row, and when."""
    return {"at": entry.at, "action": entry.action, "target": entry.target}


def _reading(entry):
    return {"at": entry.at, "about": entry.about, "what": entry.what, "as_a": entry.as_a}


def _copy(copy):
    return {"asked_at": copy.asked_at, "done_at": copy.done_at, "erased_at": copy.erase_at}


hold(
    Kind(
        "compte",
        "Votre compte",
        "Votre identité, votre adresse, vos rôles, votre organisme, et ce qui protège votre connexion.",
        [
            "account.EmailAddress.user",
            "mfa.Authenticator.user",
            "socialaccount.SocialAccount.user",
        ],
        rows=lambda user: User.objects.filter(pk=user.pk).select_related("organisation"),
        say=_account,
    ),
    Kind(
        "sessions",
        "Vos sessions et appareils",
        "Depuis quels appareils et quelles adresses vous êtes connecté(e), et quand.",
        ["usersessions.UserSession.user"],
        rows=lambda user: UserSession.objects.filter(user=user).order_by("pk"),
        say=_session,
    ),
    Kind(
        "messages",
        "Vos messages",
        "Ce que l’application vous a écrit, aussi envoyé par courriel.",
        ["notifications.Message.recipient"],
        rows=lambda user: Message.objects.visible_to(user).order_by("pk"),
        say=_message,
    ),
    Kind(
        "actes",
        "Vos actes dans l’application",
        "Le journal de ce que vous avez fait : quel acte, sur quoi, quand.",
        ["audit.AuditEntry.actor"],
        rows=lambda user: AuditEntry.objects.filter(actor=user).order_by("pk"),
        say=_act,
    ),
    Kind(
        "lectures",
        "Les dossiers que vous avez ouverts",
        "Le journal des consultations : quand vous avez ouvert le dossier de quelqu’un d’autre.",
        ["audit.AccessEntry.reader"],
        rows=lambda user: AccessEntry.objects.filter(reader=user).order_by("pk"),
        say=_reading,
    ),
    Kind(
        "copies",
        "Vos copies de données",
        "Quand vous avez demandé une copie comme celle-ci.",
        ["accounts.PersonalExport.user"],
        rows=lambda user: PersonalExport.objects.owned_by(user).filter(done_at__isnull=False).order_by("pk"),
        say=_copy,
    ),
)
leave_out(
    {
        "admin.LogEntry.user": "it calls rows by somebody's name; the same acts are in « actes »",
    }
)
