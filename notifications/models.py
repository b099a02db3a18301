"""A message to one person. The row is the truth; the e-mail is a copy of it."""

from django.conf import settings
from django.db import models

MAX_ATTEMPTS = 5
INVITATION = "invitation"  # what the key of an invitation begins with


# What apps above us know: given a person, the condition on messages that may no longer be shown to them.
HIDING_RULES = []


def hide_messages(rule):
    """Register `rule(user) -> Q | None`: somebody taken away from a dossier keeps no message about it."""
    if rule not in HIDING_RULES:
        HIDING_RULES.append(rule)
    return rule


def _hidden_from(user):
    return [hidden for rule in HIDING_RULES if (hidden := rule(user))]


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, but for what somebody may no longer know of, and for what went to an address they had
        before; the rows stay."""
        rows = self.filter(recipient=user, address="")
        for hidden in _hidden_from(user):
            rows = rows.exclude(hidden)
        return rows

    def number_unread(self, user):
        """What every page's header asks: mostly nothing, and then nothing more is looked at."""
        number = self.filter(recipient=user, address="").unread().count()
        return self.visible_to(user).unread().count() if number and _hidden_from(user) else number

    def to_send(self):
        return self.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS)

    def given_up(self):
        """Five attempts failed: somebody of the office has to look at it."""
        return self.filter(sent_at=None, attempts__gte=MAX_ATTEMPTS)

    def older_than(self, key):
        """The page that follows message `key`, latest first; the first page for anything that is no key
        here."""
        rows = self.order_by("-created_at", "-pk")
        is_key = key.isascii() and key.isdigit() and len(key) < 19
        last = self.filter(pk=int(key)).first() if is_key else None
        if last is None:
            return rows
        at = last.created_at
        return rows.filter(models.Q(created_at__lt=at) | models.Q(created_at=at, pk__lt=last.pk))

    def unread(self):
        return self.filter(read_at=None)

    def invitations(self):
        return self.filter(key__startswith=f"{INVITATION}:")


class Message(models.Model):
    """`key` says what the message is about; it is unique, so nobody is told twice.

    A row holds nothing that opens an account: the link of an invitation exists in its mail only.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages", verbose_name="destinataire"
    )
    # where it goes when not to the address they have: the one they had, which is told that it changed
    address = models.EmailField("autre adresse", blank=True, default="", db_default="")
    key = models.CharField("clé", max_length=120)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    path = models.CharField("lien", max_length=300, blank=True)
    calendar = models.TextField("fichier d’agenda", blank=True)
    created_at = models.DateTimeField("écrit le")
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(name="message_told_once", fields=["recipient", "key"])]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="message_inbox"),
            models.Index(
                fields=["id"],
                name="message_to_send",
                condition=models.Q(sent_at=None, attempts__lt=MAX_ATTEMPTS),
            ),
            models.Index(
                fields=["id"],
                name="message_given_up",
                condition=models.Q(sent_at=None, attempts__gte=MAX_ATTEMPTS),
            ),
        ]

    def __str__(self):
        return f"{self.subject} ({self.key})"

    @property
    def path_to_send(self):
        """Where the mail leads: an invitation's link is made here, each time, for its recipient."""
        if self.key.startswith(f"{INVITATION}:"):
            return self.recipient.invitation_path()
        return self.path
