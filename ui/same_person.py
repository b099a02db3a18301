"""A page that saves by itself outlives the session in which it was made."""

from functools import wraps

from django.http import JsonResponse

HEADER = "X-Person"


def for_its_own_person(view):
    """410, before anything is read or written, when the page that asks was made for somebody else: whoever
    signs in beside it on the same browser neither gets its text as theirs nor shows it their own. The page
    names its person in X-Person; what brings none is no such page."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.headers.get(HEADER, str(request.user.pk)) != str(request.user.pk):
            return JsonResponse({"state": "other"}, status=410)
        return view(request, *args, **kwargs)

    return guarded
