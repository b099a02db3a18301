"""Sending what was written."""

import logging
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from notifications.models import Message

logger = logging.getLogger(__name__)


@shared_task
@transaction.atomic
def send_message(pk):
    """Send one message, once: a second delivery of this task finds it sent, or locked by the first."""
    message = (
        Message.objects.to_send()
        .select_related("recipient")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=pk)
        .first()
    )
    if message is None:
        return
    message.attempts += 1
    try:
        _mail_of(message).send()
    except OSError:  # the mail server refuses, is silent or absent; smtplib's errors are OSErrors
        logger.warning("Message %s could not be sent, attempt %s", message.pk, message.attempts)
    else:
        message.sent_at = timezone.now()
    message.save(update_fields=["attempts", "sent_at"])


def _mail_of(message):
    text = render_to_string("email/message.txt", {"message": message, "public_url": settings.PUBLIC_URL})
    # one identifier whatever the attempt: a mail sent twice by a crash is recognised as one
    host = urlsplit(settings.PUBLIC_URL).hostname
    headers = {"Message-ID": f"<message-{message.pk}@{host}>"}
    mail = EmailMessage(
        message.subject, text, None, [message.address or message.recipient.email], headers=headers
    )
    if message.calendar:
        mail.attach("entretien.ics", message.calendar, "text/calendar")
    return mail
