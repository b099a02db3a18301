"""The messages of the person who is signed in."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from notifications.models import Message
from notifications.services import mark_read

PAGE_SIZE = 30


def message_list(request):
    """Reading changes nothing; « Tout marquer comme lu » is a button's affair."""
    rows = Message.objects.visible_to(request.user).older_than(request.GET.get("avant", ""))[: PAGE_SIZE + 1]
    page = list(rows)
    context = {"inbox": page[:PAGE_SIZE], "older": page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None}
    return render(request, "notifications/message_list.html", context)


@require_POST
def messages_read(request):
    mark_read(Message.objects.visible_to(request.user), at=timezone.now())
    return redirect("notifications:list")
