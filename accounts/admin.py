"""People and organisations, for administrators: the one place of the admin where something changes."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts import services
from accounts.models import Organisation, Role, User, folded_name
from accounts.reauthentication import asked_again
from ui.forms import AddressField, LineField, refusals_shown_on

# What allauth registers would be side doors: addresses, factors and links are changed by their services only.
for model in (
    Group,
    EmailAddress,
    Authenticator,
    SocialAccount,
    SocialApp,
    SocialToken,
    UserSession,
):
    admin.site.unregister(model)


class UserForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label="Rôles", choices=Role, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = [
            "email",
            "first_name",
            "last_name",
            "roles",
            "organisation",
            "unit",
            "function",
            "is_active",
        ]
        field_classes = {
            "email": AddressField,
            "first_name": LineField,
            "last_name": LineField,
            "unit": LineField,
            "function": LineField,
        }

    def clean(self):
        """A refusal of the service is said here, where the form can still show it."""
        cleaned = super().clean()
        keeps = cleaned.get("is_active") and Role.ADMINISTRATOR in cleaned.get("roles", [])
        if self.instance.pk and not keeps:
            with refusals_shown_on(self), transaction.atomic():
                services.check_another_administrator(self.instance)
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A new person gets an invitation; a change of rights or of address goes through its service and leaves
    its trace, once whoever asks for it said again who they are: an address opens an account."""

    form = UserForm
    list_display = ["full_name", "email", "organisation", "roles", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    list_select_related = ["organisation"]
    readonly_fields = ["access"]

    @admin.display(description="Accès")
    def access(self, obj):
        """Where the second factor, the link to single sign-on and the sessions of somebody are acted on."""
        if not obj.pk:
            return "—"
        address = reverse("accounts:person_access", args=[obj.pk])
        return format_html('<a href="{}">Second facteur, sessions, authentification unique</a>', address)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return asked_again(super().changeform_view)(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        at, roles = timezone.now(), form.cleaned_data["roles"]
        is_active = form.cleaned_data["is_active"]
        if change:
            fields = [name for name in form.changed_data if name not in ("roles", "is_active")]
            if fields:
                services.correct_identity(obj, fields, by=request.user, at=at)
        else:
            obj.set_unusable_password()
            obj.save()
        services.set_rights(obj, roles=roles, is_active=is_active, by=request.user, at=at)
        if not change:
            services.invite(obj, by=request.user, at=at)

    def has_delete_permission(self, request, obj=None):
        return False


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name"]
        field_classes = {"name": LineField}

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        same = Organisation.objects.filter(folded=folded_name(name)).exclude(pk=self.instance.pk).first()
        if same and self.instance.folded.partition("#")[0] != folded_name(name):
            raise forms.ValidationError(f"Cet organisme existe déjà : « {same} ».")
        return name


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm
    search_fields = ["name", "folded"]

    def has_delete_permission(self, request, obj=None):
        return False
