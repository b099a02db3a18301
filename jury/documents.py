"""What is printed: a template and what it shows, from frozen content and signatures only."""

from django.template.loader import render_to_string

from ui.printing import pdf_from


def convocation_html(convocation):
    """Every value is escaped text from what was frozen when it was sent; nothing is fetched."""
    context = {"content": convocation.content, "is_late": convocation.is_late}
    return render_to_string("pdf/convocation.html", context)


def convocation_pdf(convocation):
    return pdf_from(convocation_html(convocation), sheet="minutes")


def signatures_of(minutes):
    """Each signatory in the order of the minutes, with their signature or None."""
    signed = {signature.signer_id: signature for signature in minutes.signatures.all()}
    places = {member.get("id"): rank for rank, member in enumerate(minutes.content.get("members", []))}
    people = sorted(minutes.signers.all(), key=lambda user: (places.get(user.pk, len(places)), user.pk))
    return [(user, signed.get(user.pk)) for user in people]


def minutes_page(minutes):
    template = "pdf/minutes_rectifying.html" if minutes.rectifies_id else "pdf/minutes.html"
    context = {"minutes": minutes, "content": minutes.content, "signatures": signatures_of(minutes)}
    return template, context


def letter_page(letter):
    return "pdf/letter.html", {"letter": letter, "content": letter.content}
