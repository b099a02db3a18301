"""People and organisations, for administrators: the one place of the admin where something changes."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts import services
from accounts.models import Organisation, Role, User

admin.site.unregister(Group)


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

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """A new person gets an invitation; a change of rights goes through its service and leaves its trace."""

    form = UserForm
    list_display = ["full_name", "email", "organisation", "roles", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    list_select_related = ["organisation"]

    def save_model(self, request, obj, form, change):
        at, roles = timezone.now(), form.cleaned_data["roles"]
        is_active = form.cleaned_data["is_active"]
        if change:
            obj.roles, obj.is_active = form.initial["roles"], form.initial["is_active"]
            obj.save()
        else:
            obj.set_unusable_password()
            obj.save()
        services.set_rights(obj, roles=roles, is_active=is_active, by=request.user, at=at)
        if not change:
            services.invite(obj, by=request.user, at=at)

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    search_fields = ["name"]
    fields = ["name"]

    def has_delete_permission(self, request, obj=None):
        return False
