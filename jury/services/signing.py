"""Signing minutes: the chair by closing them, each other member who sat afterwards, on the same digest."""

from django.db import transaction
from django.urls import reverse

from audit.services import record
from jury.models import Minutes, MinutesSignature, SignatureMethod
from jury.sealing import seal
from jury.tasks import render_minutes
from notifications.services import notify
from rules.errors import DomainError
from ui.templatetags.ui import day


class SignatureRefused(DomainError):
    """This person does not sign these minutes, or no longer."""


def open_signatures(minutes, signers, *, by, at):
    """Just closed: the chair's closing is their signature, the others are asked for theirs."""
    minutes.signers.set(signers)
    if by in signers:  # the office may rectify words, and signs nothing of a jury's
        _sign(minutes, reserve="", method=SignatureMethod.CLOSING, by=by, at=at)
    for signer in signers:
        if signer.pk != by.pk:
            _ask(minutes, signer, at=at)
    _seal_if_complete(minutes, by=by, at=at)


def _ask(minutes, signer, *, at):
    notify(
        signer,
        key=f"minutes:{minutes.pk}:to-sign",
        subject="Un procès-verbal attend votre signature",
        body=f"{minutes.title} du dossier {minutes.examination.dossier.reference} : relisez-le et signez-le "
        f"avant le {day(minutes.sealed_by)}. Il sera ensuite scellé, votre nom suivi de « n’a pas signé ».",
        path=reverse("jury:minutes_sign", args=[minutes.pk]),
        at=at,
    )


@transaction.atomic
def sign_minutes(minutes, *, reserve, method, by, at):
    """A member who sat signs the digest of the frozen content, with a reserve or none. Signing twice is
    signing once; the last signature seals."""
    minutes = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("examination__dossier")
        .get(pk=minutes.pk)
    )
    known = minutes.signatures.filter(signer=by).first()
    if known:
        return known
    if not minutes.signers.filter(pk=by.pk).exists():
        raise SignatureRefused("Seuls les membres qui ont siégé signent ce procès-verbal.")
    if minutes.is_sealed:
        raise SignatureRefused(
            f"Ce procès-verbal est scellé depuis le {day(minutes.sealed_at)} : il ne se signe plus. "
            "Une observation passe désormais par la présidence, dans un procès-verbal rectificatif."
        )
    signature = _sign(minutes, reserve=reserve.strip(), method=method, by=by, at=at)
    _seal_if_complete(minutes, by=by, at=at)
    return signature


def _sign(minutes, *, reserve, method, by, at):
    signature = MinutesSignature.objects.create(
        minutes=minutes, signer=by, signed_at=at, sha256=minutes.sha256, method=method, reserve=reserve
    )
    examination = minutes.examination
    record(
        "minutes.signed",
        actor=by,
        target=minutes,
        about=[examination, examination.dossier],
        at=at,
        sha256=minutes.sha256,
    )
    return signature


def _seal_if_complete(minutes, *, by, at):
    if minutes.unsigned():
        return
    seal(minutes, by=by, at=at)
    render_minutes.wake(minutes.pk)
