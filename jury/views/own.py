"""What every page of a juror starts from: their seat, and the dossier as it was submitted to this jury."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.models import Capacity
from candidates.attachments import with_addresses
from candidates.services.accesses import note_access
from jury.models import Examination
from jury.permissions import seat_of
from jury.selectors import examination_in_room, examination_or_404


def own_seat(request, pk):
    """(examination, one's own seat), or 404: nobody else's exists here."""
    examination = examination_or_404(Examination.objects.visible_to(request.user), pk)
    return examination, seat_of(request.user, examination)


def note_reading(request, examination, what):
    """A member is about to see this of the dossier before them."""
    note_access(examination.dossier, what, by=request.user, as_a=Capacity.JUROR, at=timezone.now())


def own_seat_in_room(request, pk, stage):
    """The same, with what the room of a stage needs."""
    examination = examination_in_room(Examination.objects.visible_to(request.user), pk, stage=stage)
    if examination is None:
        raise Http404
    return examination, seat_of(request.user, examination)


def content_for(examination):
    """What this jury judges, each annexe with the address that opens it to this jury only."""
    return with_addresses(
        examination.submission.content, lambda file: reverse("jury:attachment", args=[examination.pk, file])
    )


def refused_facts(form, *, is_closed):
    """What a page's script is told of a field that is not kept; `closed`: nothing is tried again."""
    sentences = [sentence for errors in form.errors.values() for sentence in errors]
    return {"state": "refused", "sentences": sentences, "closed": is_closed}
