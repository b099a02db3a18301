"""The mandatory mentions of a certificate, from its snapshot and the settings, for the rule to weigh."""

from dataclasses import replace

from django.conf import settings

from rules.issuing import PRINTED, Sheet, missing_mentions
from ui.letters import named, unprintable


def registered_on(certificate, on):
    """The day whose registration counts: a rectified document keeps that of the one it replaces."""
    replaced = certificate.replaces
    return replaced.issued_on if replaced is not None and replaced.issued_on else on


def registration_of(certificate):
    """What the snapshot says of the registration, within the limits its version was published with."""
    said = certificate.snapshot["certification"]
    return replace(
        certificate.version.registration(),
        number=said["rncp_number"],
        level=said["level"],
        eqf_level=said["eqf_level"],
        nsf=said["nsf"],
    )


def missing_of(certificate, *, on):
    """What its document would lack on that day, in words; needs `version` and `replaces`. No query of its
    own: the competences of a CQP are those of its CCPs, which answer for them."""
    said = certificate.snapshot["certification"]
    sheet = Sheet(
        title=said["title"],
        registered_title=certificate.version.title,
        registration=registration_of(certificate),
        authorities=said["authorities"],
        holder={key: str(value) for key, value in certificate.snapshot["holder"].items()},
        place=settings.ISSUE_PLACE,
        signatory_title=settings.SIGNATORY_TITLE,
        signatory_name=settings.SIGNATORY_NAME,
        unprintable=_unprintable(certificate),
    )
    return missing_mentions(sheet, on=registered_on(certificate, on))


def _unprintable(certificate):
    snapshot, said = certificate.snapshot, certificate.snapshot["certification"]
    blocks = [snapshot["block"]] if certificate.is_ccp else snapshot["ccps"]
    competences = [one for block in blocks for one in block.get("competences", [])]
    texts = {key: str(snapshot["holder"].get(key, "")) for key in PRINTED} | {
        "certification": "".join([said["full_title"], *said["authorities"]]),
        "blocks": "".join(
            [one["title"] for one in blocks + competences] + [one["code"] for one in competences]
        ),
        "issue": settings.ISSUE_PLACE + settings.SIGNATORY_TITLE + settings.SIGNATORY_NAME,
    }
    letters = {key: unprintable(text) for key, text in texts.items()}
    return {key: [named(letter) for letter in found] for key, found in letters.items() if found}
