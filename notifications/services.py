"""Telling people, each thing once."""

from notifications.models import Message
from notifications.tasks import send_message


def notify(recipient, *, key, subject, body, path="", calendar="", address="", at):
    """Write a message in the transaction of the act, and send it after. Telling the same `key` again
    does nothing.

    The subject must name nobody: it travels in clear and shows on locked screens. `calendar` is an
    iCalendar file that goes with the mail; `address`, where it goes instead of to the one they have.
    """
    message, is_new = Message.objects.get_or_create(
        recipient=recipient,
        key=key,
        defaults={
            "subject": subject,
            "body": body,
            "path": path,
            "calendar": calendar,
            "address": address,
            "created_at": at,
        },
    )
    if is_new:
        send_message.wake(message.pk)
    return message


def mark_read(messages, *, at):
    messages.unread().update(read_at=at)
