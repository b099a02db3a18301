"""The Django admin as a window: it shows, and never changes what services decide."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """Even an administrator adds, changes and deletes nothing here."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False
