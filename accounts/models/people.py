"""A person who signs in. Several roles may be theirs at once."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac

from rules.composition import Juror
from ui.search import fold

INVITATION_SALT = "accounts.invitation"
FOLDED_LIMIT = 300
NAME_TOO_LONG = "Ce nom est trop long une fois ses signes développés : abrégez-le."


def folded_name(name):
    """« C.P.A.M. du  Rhône » → « cpamdurhone »."""
    return fold(name).replace(" ", "") or name.casefold()


def is_name_too_long(name):
    """A ligature or a sign of one character folds into several: « œ » is « oe »."""
    return len(folded_name(name)) > FOLDED_LIMIT


def new_sessions_key():
    return secrets.token_hex(16)


class Role(models.TextChoices):
    CANDIDATE = "candidate", "Candidat(e)"
    JUROR = "juror", "Membre du jury"
    MANAGER = "manager", "Gestionnaire des certifications"
    ADMINISTRATOR = "administrator", "Administrateur"
    TUTOR = "tutor", "Tuteur ou tutrice"


class Organisation(models.Model):
    """A body of the Social Security, a training body, an employer of jurors.

    `folded` is its name without case, accents, punctuation and spaces, so that « Cpam du Rhone » is
    « CPAM du Rhône »: ties between a juror and a candidate are found through it. Two that were already
    there with the same name keep both, the later one with its number behind a « # », until merged.
    """

    name = models.CharField("nom", max_length=200, unique=True)
    folded = models.CharField("nom réduit", max_length=FOLDED_LIMIT, unique=True, editable=False)

    class Meta:
        verbose_name = "organisme"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """The folded name follows the name; the mark of a twin stays as long as the name says the same."""
        if self.folded.partition("#")[0] != folded_name(self.name):
            self.folded = folded_name(self.name)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "folded"}
        super().save(**kwargs)

    def clean(self):
        if is_name_too_long(self.name):
            raise ValidationError({"name": NAME_TOO_LONG})


class UserManager(BaseUserManager):
    """Also asks « who has this role »; e-mail addresses are kept in lower case."""

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())

    def with_role(self, role):
        return self.filter(roles__contains=[role], is_active=True)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        """The first administrator, from the command line."""
        return self.create_user(email, password, roles=[Role.ADMINISTRATOR, Role.MANAGER], **fields)


class User(AbstractBaseUser):
    """Someone who signs in with an e-mail address. What they may do follows from their roles only."""

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=150)
    last_name = models.CharField("nom", max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list, verbose_name="rôles")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="people", verbose_name="organisme"
    )
    unit = models.CharField("service", max_length=200, blank=True)
    function = models.CharField("fonction", max_length=200, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    # every session was opened with this key: changing it ends them all, whichever table they are in
    sessions_key = models.CharField(max_length=32, default=new_sessions_key, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "personne"
        ordering = ["last_name", "first_name", "pk"]
        indexes = [GinIndex(fields=["roles"], name="person_by_role")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                name="user_roles_are_known", condition=models.Q(roles__contained_by=Role.values)
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.first_name} {self.last_name}"

    def get_full_name(self):
        return self.full_name

    def _get_session_auth_hash(self, secret=None):
        """What Django compares at each request: dies with the password, and with `sessions_key`."""
        proof = f"{self.password}:{self.sessions_key}"
        return salted_hmac("accounts.session", proof, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_candidate(self):
        return Role.CANDIDATE in self.roles

    @property
    def is_juror(self):
        return Role.JUROR in self.roles

    @property
    def is_manager(self):
        return Role.MANAGER in self.roles

    @property
    def is_tutor(self):
        return Role.TUTOR in self.roles

    @property
    def is_administrator(self):
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_staff(self):
        """Django's name for « may open the support admin »."""
        return self.is_administrator

    def has_perm(self, perm, obj=None):
        """The admin shows everything to administrators; what it lets them change is each ModelAdmin's
        affair."""
        return self.is_active and self.is_administrator

    def has_module_perms(self, app_label):
        return self.is_active and self.is_administrator

    def invitation_path(self):
        """A link that lets its bearer choose a password: it expires, and dies once a password is chosen.
        It is for the mail of this person alone: never stored, never shown."""
        token = signing.dumps({"user": self.pk, "password": self.password[-12:]}, salt=INVITATION_SALT)
        return reverse("accounts:invitation_accept", args=[token])

    def as_juror(self):
        """How the rules see this person when they are to judge."""
        return Juror(
            email=self.email,
            name=self.full_name,
            organisation=self.organisation_id,
            unit=self.unit,
            workplace=self.organisation.name if self.organisation else "",
        )
