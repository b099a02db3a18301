"""What changed in a dossier since the version before the one that the jury reads."""

from django.shortcuts import render

from audit.models import What
from candidates.versions import changes_between
from jury.models import Examination
from jury.selectors import examination_or_404
from jury.views.own import note_reading


def changes(request, pk):
    """« Ce qui a changé depuis la version 1 »; nothing to compare while there is but one version."""
    examination = examination_or_404(Examination.objects.visible_to(request.user), pk)
    note_reading(request, examination, What.CHANGES)
    after = examination.submission
    before = examination.dossier.submissions.filter(number=after.number - 1).first()
    context = {
        "examination": examination,
        "before": before,
        "after": after,
        "sections": changes_between(before.content, after.content) if before else [],
    }
    return render(request, "jury/changes.html", context)
