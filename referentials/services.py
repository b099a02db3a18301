"""Publishing a version of a referential."""

from django.db import transaction

from audit.services import record
from referentials.file_format import FileRefused, ReferentialFile
from referentials.models import Authority, Block, Certification, Competence, Module, Version


@transaction.atomic
def publish_version(file: ReferentialFile, *, by, at):
    """Load a version and publish it. Returns (version, is_new); the same version again changes nothing.

    Raises FileRefused when this number is already published with another content.
    """
    _check_numbers(file.code)
    certification, _ = Certification.objects.get_or_create(code=file.code)
    Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
    known = certification.versions.filter(number=file.number).first()
    if known and known.content_sha256 == file.sha256:
        return known, False
    if known:
        raise FileRefused(
            [
                f"fichier.version : la version « {file.number} » de {file.code} est déjà publiée avec "
                f"un autre "
                "contenu, et une version publiée ne change jamais. Donnez un autre numéro de version."
            ]
        )
    version = _write(certification, file)
    version.published_at = at
    version.save(update_fields=["published_at"])
    record("referential.published", actor=by, target=version, at=at, number=file.number, sha256=file.sha256)
    return version, True


def _check_numbers(code):
    """No certificate of another certification bears a number of this one's."""
    other = Certification.objects.numbered_as(code).exclude(code=code).first()
    if other:
        raise FileRefused(
            [
                f"fichier.code : les certificats de {code} porteraient les mêmes numéros que ceux de {other} "
                f"({other.number_prefix}-…). Choisissez un autre code."
            ]
        )


def _write(certification, file):
    registration = file.registration
    version = certification.versions.create(
        number=file.number,
        acronym=file.acronym,
        title=file.title,
        is_illustrative=file.is_illustrative,
        rncp_number=registration.number or "",
        level=registration.level,
        eqf_level=registration.eqf_level,
        nsf=list(registration.nsf),
        rncp_decision_on=registration.decision_on,
        rncp_valid_until=registration.valid_until,
        last_award_on=registration.last_award_on,
        min_members=file.jury.min_members,
        min_external_share=file.jury.min_external_share,
        quorum=file.jury.quorum,
        colleges=list(file.jury.colleges),
        notice_days=file.jury.notice_days,
        appeal_days=file.appeal_days,
        when_lapsed=registration.when_lapsed,
        keeps_acquired_competences_months=file.keeps_acquired_competences_months,
        content_sha256=file.sha256,
    )
    Authority.objects.bulk_create(
        Authority(version=version, position=rank, name=name, siret=siret)
        for rank, (name, siret) in enumerate(file.authorities, 1)
    )
    Module.objects.bulk_create(
        Module(version=version, position=rank, code=module.code, title=module.title)
        for rank, module in enumerate(file.modules, 1)
    )
    for rank, block_file in enumerate(file.blocks, 1):
        block = Block.objects.create(
            version=version, position=rank, code=block_file.code, title=block_file.title
        )
        Competence.objects.bulk_create(
            Competence(block=block, position=place, code=competence.code, title=competence.title)
            for place, competence in enumerate(block_file.competences, 1)
        )
    return Version.objects.get(pk=version.pk)
