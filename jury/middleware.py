"""Before a dossier opens to a member, they say whether a link ties them to its candidate (D7)."""

from django.http import Http404
from django.shortcuts import redirect

from jury.models import Examination
from jury.panel import has_declared_no_link

ROOM = "jury/examens/<int:pk>/"  # what every page and file of a dossier before its jury begins with
DECLARATION = "jury:declaration"
FILES = (".pdf", ".ics", "<int:file_pk>/")


class DeclarationFirst:
    """Stands before the views, so that a page of the jury cannot be forgotten: whatever is added under
    `ROOM` asks for the declaration. A page leads to it, a file does not exist yet."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match.route.startswith(ROOM) or match.view_name == DECLARATION:
            return None
        if not request.user.is_authenticated or has_declared_no_link(kwargs["pk"], request.user):
            return None
        if not Examination.objects.visible_to(request.user).filter(pk=kwargs["pk"]).exists():
            return None  # the view answers that it does not exist
        if match.route.endswith(FILES):
            raise Http404
        return redirect(DECLARATION, kwargs["pk"])
