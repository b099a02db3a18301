from django.contrib import admin

from referentials.models import Block, Certification, Competence, Module, Version
from ui.admin import ReadOnlyAdmin, ReadOnlyInline


class ModuleInline(ReadOnlyInline):
    model = Module


class BlockInline(ReadOnlyInline):
    model = Block


class CompetenceInline(ReadOnlyInline):
    model = Competence


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ["acronym", "number", "title", "is_illustrative", "published_at"]
    list_select_related = ["certification"]
    inlines = [ModuleInline, BlockInline]


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "version"]
    list_select_related = ["version__certification"]
    inlines = [CompetenceInline]


admin.site.register(Certification, ReadOnlyAdmin)
