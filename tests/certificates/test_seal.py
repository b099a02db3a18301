"""The electronic seal: what it covers, where its key comes from, who never holds it."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pgtrigger
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.management import CommandError, call_command
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from accounts.models import Role
from certificates import sealing
from certificates.models import Certificate, Document
from certificates.services import issue_certificate
from cqp.tasks import catch_up
from notifications.models import Message
from tests.acts import validated_on_reading
from tests.certificates.paper import ccp_document
from tests.factories import UserFactory, eligible_candidate, manager, published_version

SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")


def verdict_on(content):
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert]))


@pytest.fixture
def key_again():
    """The key is asked anew in this test, and in the next one."""
    sealing.seal_key.cache_clear()
    yield
    sealing.seal_key.cache_clear()


@pytest.fixture(scope="module")
def printed():
    from certificates.documents import document_pdf

    return document_pdf(ccp_document())


@pytest.mark.pdf
def test_the_seal_covers_the_whole_file_and_lets_nothing_be_added(printed):
    content = sealing.seal(printed)

    found = verdict_on(content)

    assert content.startswith(printed)
    assert (found.intact, found.valid, found.coverage.name) == (True, True, "ENTIRE_FILE")
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"


@pytest.mark.pdf
def test_the_key_of_one_s_own_machine_is_made_once_and_for_its_owner_only(tmp_path, settings, key_again):
    settings.SEAL_DEVELOPMENT_KEY = tmp_path / "seal" / "seal.pem"

    call_command("make_seal_key", stdout=io.StringIO())
    made = settings.SEAL_DEVELOPMENT_KEY.read_bytes()
    call_command("make_seal_key", stdout=io.StringIO())

    assert settings.SEAL_DEVELOPMENT_KEY.read_bytes() == made
    assert stat.S_IMODE(settings.SEAL_DEVELOPMENT_KEY.stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "seal") == ["seal.pem"]


def test_no_development_key_is_made_in_production(settings):
    settings.SEAL_DEVELOPMENT_KEY = None

    with pytest.raises(CommandError, match="SEAL_PKCS12"):
        call_command("make_seal_key")


@pytest.mark.pdf
def test_a_pkcs12_file_seals(printed, tmp_path, settings, key_again):
    pem = sealing.make_development_key(tmp_path / "own.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    file = pkcs12.serialize_key_and_certificates(
        b"cachet",
        key,
        x509.load_pem_x509_certificate(pem),
        None,
        serialization.BestAvailableEncryption(b"secret"),
    )
    (tmp_path / "seal.p12").write_bytes(file)
    settings.SEAL_PKCS12, settings.SEAL_PKCS12_PASSWORD = str(tmp_path / "seal.p12"), "secret"

    assert verdict_on(sealing.seal(printed)).valid


@pytest.mark.parametrize(
    ("key", "is_taken"),
    [
        (lambda: rsa.generate_private_key(65537, 2048), False),
        (lambda: rsa.generate_private_key(65537, 3072), True),
        (lambda: ec.generate_private_key(ec.SECP224R1()), False),
        (lambda: ec.generate_private_key(ec.SECP256R1()), True),
    ],
    ids=["rsa-2048", "rsa-3072", "ec-224", "ec-256"],
)
def test_a_key_too_short_to_last_seals_nothing(tmp_path, settings, key_again, key, is_taken):
    settings.SEAL_PKCS12, settings.SEAL_PKCS12_PASSWORD = str(tmp_path / "seal.p12"), "secret"
    (tmp_path / "seal.p12").write_bytes(a_pkcs12(key()))

    if is_taken:
        assert sealing.seal_key().signing_cert
    else:
        with pytest.raises(sealing.NoSealKey, match="bits"):
            sealing.seal_key()


def a_pkcs12(key):
    """A key and the certificate it made for itself, as an authority would hand them over."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Cachet")])
    today = timezone.now()
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), today, today)
    certificate = made.sign(key, hashes.SHA256())
    hidden = serialization.BestAvailableEncryption(b"secret")
    return pkcs12.serialize_key_and_certificates(b"cachet", key, certificate, None, hidden)


@pytest.mark.pdf
@pytest.mark.skipif(not SOFTHSM.exists(), reason="softhsm2 is not installed: apt-get install softhsm2")
def test_a_pkcs11_token_seals_and_keeps_its_key(printed, tmp_path, settings, key_again, monkeypatch):
    make_token(tmp_path, monkeypatch)
    settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN = str(SOFTHSM), "cachet"
    settings.SEAL_PKCS11_PIN, settings.SEAL_PKCS11_KEY_LABEL = "1234", "sceau"

    assert verdict_on(sealing.seal(printed)).valid


def make_token(folder, monkeypatch):
    """A token of software with the key of a certificate, as a hardware one would be filled."""
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(configuration))
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", "cachet", "--so-pin", "4321", "--pin", "1234"],
        check=True,
        capture_output=True,
    )
    pem = sealing.make_development_key(folder / "own.pem").read_bytes()
    key = serialization.load_pem_private_key(pem, password=None)
    own = decode_ec_private_key(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    certificate = x509.load_pem_x509_certificate(pem).public_bytes(serialization.Encoding.DER)
    token = pkcs11.lib(str(SOFTHSM)).get_token(token_label="cachet")
    label = {pkcs11.Attribute.LABEL: "sceau", pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.TOKEN: True}
    with token.open(user_pin="1234", rw=True) as session:
        session.create_object(own | label | {pkcs11.Attribute.SIGN: True, pkcs11.Attribute.PRIVATE: True})
        session.create_object(decode_x509_certificate(certificate) | label)


@pytest.mark.pdf
@pytest.mark.django_db
def test_without_a_key_documents_stay_to_be_made_and_administrators_are_told_once(settings, key_again):
    settings.SEAL_DEVELOPMENT_KEY = None
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    ccp = issued_ccp()

    catch_up()
    catch_up()

    assert Document.objects.to_make().count() == 2
    assert not ccp.is_ready
    assert Message.objects.filter(recipient=administrator, key__startswith="seal:no-key").count() == 1


@pytest.mark.pdf
@pytest.mark.django_db
def test_a_name_that_cannot_be_printed_stays_to_be_made_and_administrators_are_told(key_again):
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    ccp = issued_ccp()
    strange = ccp.snapshot["holder"] | {"name": "漢 Le Guen"}
    with pgtrigger.ignore():  # delivered under another type of ours: today it would be refused
        Certificate.objects.filter(pk=ccp.pk).update(snapshot=ccp.snapshot | {"holder": strange})

    catch_up()

    assert Document.objects.to_make().count() == 2
    assert "U+6F22" in Message.objects.filter(recipient=administrator).first().body


def issued_ccp(**fields):
    candidate = eligible_candidate(version=published_version(blocks=(1,)), **fields)
    validated_on_reading(candidate)
    ccp = candidate.certificates.ccps().get()
    return issue_certificate(ccp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())


def test_a_web_process_holds_neither_the_key_nor_what_seals():
    asked = "import cqp.wsgi, sys; from django.urls import get_resolver; get_resolver().url_patterns; "
    asked += "print(sorted({'certificates.sealing', 'pyhanko', 'pkcs11', 'asn1crypto'} & set(sys.modules)))"

    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ
    )

    assert answer.stdout.strip() == "[]"
