"""S26: whoever owns the database alters the register in one of four ways, and `verify_register` names it."""

import json

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from certificates.integrity import first_fault
from certificates.models import Certificate, Document, RegisterEntry, RegisterPayload
from certificates.register import GENESIS, append_entry, link_hash, salted, sealed_content
from certificates.services.erasing import ErasureRefused, erase_payload
from certificates.services.rectifying import issue_duplicate
from tests.acts import issue_all, rectify, revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version
from ui.storing import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """Awards, issues, a rectification, a duplicata's worth of entries and a revocation."""
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate)
    first, second, _cqp = issue_all(candidate)
    rectify(first)
    revoke(second)
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return candidate


@pytest.fixture
def checkpoint(register, tmp_path):
    path = tmp_path / "yesterday.json"
    call_command("checkpoint_register", out=str(path))
    return path


def as_owner(sql, *params):
    """What a superuser can do: triggers off, then on again."""
    tables = ["registerentry", "registerpayload", "certificate", "document"]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE certificates_{table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            cursor.execute(f"ALTER TABLE certificates_{table} ENABLE TRIGGER USER")


def verdict(*checkpoints):
    """What the command says, and whether it exits as it should."""
    with pytest.raises(CommandError) as refusal:
        call_command("verify_register", checkpoint=[str(path) for path in checkpoints])
    return str(refusal.value).replace("\u00a0", " ")


def test_a_whole_register_holds_with_and_without_its_checkpoint(checkpoint, capsys):
    call_command("verify_register")
    call_command("verify_register", checkpoint=[str(checkpoint)])

    said = capsys.readouterr().out
    assert "la chaîne tient" in said
    assert "1 point(s) de contrôle" in said


def test_an_altered_row_is_named(checkpoint):
    as_owner("UPDATE certificates_registerentry SET created_at = created_at - interval '1 day' WHERE seq = 3")

    assert verdict() == "Entrée 3 : elle a changé."


def test_an_altered_content_is_named(checkpoint):
    as_owner(
        "UPDATE certificates_registerpayload SET content = jsonb_set(content, '{holder,name}', '\"X\"') "
        "WHERE entry_id = 2"
    )

    assert verdict() == "Entrée 2 : son contenu a changé."


def test_an_altered_certificate_is_named_by_the_entry_that_says_otherwise(checkpoint, register):
    as_owner(
        "UPDATE certificates_certificate SET snapshot = jsonb_set(snapshot, '{holder,name}', '\"X\"') "
        "WHERE kind = 'cqp'"
    )

    assert verdict() == "Entrée 3 : le certificat ne dit plus ce qui a été inscrit."


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        ("issued_on = issued_on - 400", 4),
        ("code = reverse(code)", 4),
        ("issue = jsonb_set(issue, '{place}', '\"Ailleurs\"')", 4),
        ("awarded_on = awarded_on - 400", 1),
    ],
)
def test_what_a_certificate_says_beside_its_snapshot_is_compared_with_what_was_entered(
    checkpoint, change, entry
):
    """The page of verification and the document are made from these columns too."""
    first = Certificate.objects.ccps().order_by("pk").first()
    as_owner(f"UPDATE certificates_certificate SET {change} WHERE id = %s", first.pk)

    assert verdict(checkpoint).startswith(f"Entrée {entry} : le certificat ne dit plus ce qui a été inscrit")


def test_a_certificate_quietly_put_back_in_force_is_named(checkpoint, register):
    revoked = Certificate.objects.cqps().get()
    as_owner(
        "UPDATE certificates_certificate SET state = 'issued', ended_at = NULL WHERE id = %s", revoked.pk
    )

    assert verdict() == f"Certificat {revoked.number} : son état n’est pas celui que dit le registre."


def test_a_tail_cut_off_is_seen_with_the_checkpoint(checkpoint):
    size = RegisterEntry.objects.count()
    as_owner(
        "DELETE FROM certificates_registerpayload WHERE entry_id > %s; "
        "DELETE FROM certificates_registerentry WHERE seq > %s",
        size - 2,
        size - 2,
    )

    assert verdict(checkpoint).startswith(
        f"Entrée {size - 1} : elle manque, alors qu’un point de contrôle en compte {size}"
    )


def test_an_old_copy_restored_and_written_upon_again_is_seen_with_the_checkpoint(checkpoint, register):
    """The old copy has fewer entries; then life goes on, and the register is as long as it was."""
    size = RegisterEntry.objects.count()
    as_owner(
        "DELETE FROM certificates_registerpayload WHERE entry_id > %s; "
        "DELETE FROM certificates_registerentry WHERE seq > %s",
        size - 1,
        size - 1,
    )
    rectify(register.certificates.ccps().standing().first(), birth_place="Brest")

    assert RegisterEntry.objects.count() > size
    assert verdict(checkpoint).startswith(f"Entrée {size} : elle n’est pas celle du point de contrôle")


def test_a_chain_computed_again_from_its_beginning_is_seen_with_the_checkpoint(checkpoint):
    recompute_chain()

    assert "la chaîne a été recalculée" in verdict(checkpoint)


def recompute_chain():
    """A competent forger: one word changed in the first content, every digest made again after it."""
    prev = GENESIS
    with pgtrigger.ignore():
        for entry in RegisterEntry.objects.select_related("payload").order_by("seq"):
            if entry.seq == 1:
                entry.payload.content["holder"]["name"] = "Quelqu’un d’autre"
                entry.payload.save()
                Certificate.objects.filter(pk=entry.certificate_id).update(snapshot=entry.payload.content)
            entry.payload_sha256 = salted(entry.payload.content, entry.payload_salt)
            entry.prev_hash = prev
            prev = entry.hash = link_hash(
                seq=entry.seq,
                kind=entry.kind,
                certificate_id=entry.certificate_id,
                created_at=entry.created_at,
                payload_sha256=entry.payload_sha256,
                prev_hash=prev,
            )
            entry.save()


def test_a_forger_of_the_chain_leaves_nothing_to_see_without_a_checkpoint(register):
    """Why checkpoints are kept elsewhere: this is what they are for."""
    recompute_chain()

    assert first_fault() is None


@pytest.mark.parametrize("change", [{"size": 1}, {"head": "0" * 64}, {"signature": "00" * 64}])
def test_a_checkpoint_that_was_altered_is_refused(checkpoint, change):
    checkpoint.write_text(json.dumps(json.loads(checkpoint.read_text()) | change))

    assert "sa signature ne tient pas" in verdict(checkpoint)


def test_a_checkpoint_of_another_key_or_of_nothing_is_refused(checkpoint, settings, tmp_path):
    settings.CHECKPOINT_KEY = str(tmp_path / "other.pem")
    assert "une autre clé" in verdict(checkpoint)
    checkpoint.write_text("[]")
    assert "ce n’est pas un point de contrôle" in verdict(checkpoint)
    assert "illisible" in verdict(tmp_path / "absent.json")


def test_a_deployment_without_its_key_signs_nothing(register, settings, tmp_path):
    settings.IS_LOCAL, settings.CHECKPOINT_KEY = False, str(tmp_path / "none.pem")

    with pytest.raises(CommandError, match="CHECKPOINT_KEY"):
        call_command("checkpoint_register")


def made(document, content):
    """What the task writes, without printing: the file, its digest, and the entry that says it."""
    document.file, document.file_sha256 = store("certificates", content)
    document.save(update_fields=["file", "file_sha256"])
    certificate = document.certificate
    append_entry(
        f"{certificate.kind}.sealed", certificate, content=sealed_content(document), at=timezone.now()
    )
    return document.file


def test_a_document_put_in_the_place_of_another_with_its_digest_is_named(register):
    document = Document.objects.order_by("pk").first()
    made(document, b"%PDF-1.7 whole")
    key, digest = store("certificates", b"%PDF-1.7 forged")

    with pgtrigger.ignore():
        Document.objects.filter(pk=document.pk).update(file=key, file_sha256=digest)

    assert verdict() == f"Document {document.file_name} : son empreinte n’est pas celle qui est inscrite."


def test_a_document_that_no_entry_tells_of_is_named(register):
    document = Document.objects.order_by("pk").first()
    key, digest = store("certificates", b"%PDF-1.7 forged")
    Document.objects.filter(pk=document.pk).update(file=key, file_sha256=digest)

    assert verdict() == f"Document {document.file_name} : son empreinte n’est pas celle qui est inscrite."


def test_a_document_made_again_is_held_to_its_last_entry(register):
    document = Document.objects.order_by("pk").first()
    made(document, b"%PDF-1.7 lost since")
    with pgtrigger.ignore():
        Document.objects.filter(pk=document.pk).update(file="", file_sha256="")
    document.refresh_from_db()
    made(document, b"%PDF-1.7 again")

    call_command("verify_register")


def test_a_stored_file_that_changed_or_is_gone_is_named(register, settings):
    document = Document.objects.order_by("pk").first()
    key = made(document, b"%PDF-1.7 whole")
    call_command("verify_register")

    path = settings.MEDIA_ROOT / key
    path.write_bytes(b"%PDF-1.7 whol3")
    assert "son fichier n’est pas celui qui a été délivré" in verdict()
    path.unlink()
    assert verdict() == f"Document {document.file_name} : son fichier manque."


@pytest.mark.parametrize("lost", [{"kind": "sheet", "copy": 0}, {"kind": "annex"}, {"copy": 1}])
def test_a_document_whose_row_is_gone_is_named(register, lost):
    standing = register.certificates.ccps().issued().get()
    issue_duplicate(standing, reason="Perdu.", by=manager(), at=timezone.now())
    call_command("verify_register")

    with pgtrigger.ignore():
        Document.objects.filter(certificate=standing, **lost).delete()

    assert verdict() == f"Certificat {standing.number} : un document qui en a été délivré n’a plus sa ligne."


def test_a_lawful_erasure_leaves_the_chain_whole_and_says_so(checkpoint):
    """S50, the register's part."""
    entry = RegisterEntry.objects.get(seq=1)

    told = erase_payload(entry, reason="Jugement du tribunal.", by=manager(), at=timezone.now())

    assert RegisterPayload.objects.get(entry=entry).content is None
    assert told.payload.content == {"entry": 1, "reason": "Jugement du tribunal."}
    call_command("verify_register", checkpoint=[str(checkpoint)])
    for again in (entry, told):
        with pytest.raises(ErasureRefused):
            erase_payload(again, reason="Encore.", by=manager(), at=timezone.now())


def test_an_erasure_that_no_entry_says_is_named(register):
    as_owner("UPDATE certificates_registerpayload SET content = NULL, erased_by_id = 2 WHERE entry_id = 1")
    assert "effacé sans l’entrée qui le dit" in verdict()

    as_owner("DELETE FROM certificates_registerpayload WHERE entry_id = 1")
    assert verdict() == "Entrée 1 : son contenu a disparu."
