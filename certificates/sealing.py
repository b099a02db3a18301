"""The electronic seal of a document: PAdES B-B, by a key that only tasks load.

Imported by the task when it runs, never at start: a web process holds neither the key nor the library. The
key comes from a PKCS#12 file, from a PKCS#11 token, or, on one's own machine, from a key made there.
"""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ui.keys import made_once

FIELD = "Cachet"
SIGNATURE = signers.PdfSignatureMetadata(
    field_name=FIELD,
    md_algorithm="sha256",
    subfilter=fields.SigSeedSubFilter.PADES,
    certify=True,
    docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    reason="Cachet de l’organisme qui délivre ce document",
)
# Not drawn: that brings a font which is not embedded. Outside the page: as PDF/UA asks of what is not read.
INVISIBLE = fields.SigFieldSpec(
    FIELD,
    on_page=0,
    readable_field_name="Cachet électronique",
    invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
)

# Bits of a key that hold as long as 128 bits of a secret (ANSSI, ASVS 11.2.3).
SHORTEST = {"rsa": 3072, "rsassa_pss": 3072, "ec": 256}

# pyHanko runs an event loop of its own: in a thread of its own it never meets one that is running already.
_apart = ThreadPoolExecutor(max_workers=1, thread_name_prefix="seal")


class NoSealKey(Exception):
    """Nothing to seal with: documents stay « en préparation » until an administrator gives a key."""


class Writer(IncrementalPdfFileWriter):
    """Adds the seal and nothing else."""

    def _update_meta(self):
        """pyHanko would write the metadata anew, with another date and producer: they are already right."""


def seal(content: bytes) -> bytes:
    """The same PDF with its seal after it. Raises NoSealKey."""
    signer = signers.PdfSigner(SIGNATURE, seal_key(), new_field_spec=INVISIBLE)
    return _apart.submit(signer.sign_pdf, Writer(BytesIO(content))).result().getvalue()


@cache
def seal_key():
    """The signer, loaded once per process. Raises NoSealKey, for a key that is too short as well."""
    signer = _key_given()
    public = signer.signing_cert.public_key
    if public.algorithm in SHORTEST and public.bit_size < SHORTEST[public.algorithm]:
        raise NoSealKey(
            f"The key of the seal has {public.bit_size} bits: {SHORTEST[public.algorithm]} are needed."
        )
    return signer


def _key_given():
    if settings.SEAL_PKCS12:
        return _from_pkcs12(settings.SEAL_PKCS12, settings.SEAL_PKCS12_PASSWORD)
    if settings.SEAL_PKCS11_MODULE:
        return _from_pkcs11(settings.SEAL_PKCS11_MODULE, settings.SEAL_PKCS11_TOKEN, settings.SEAL_PKCS11_PIN)
    if settings.SEAL_DEVELOPMENT_KEY:
        return _from_pem(make_development_key(settings.SEAL_DEVELOPMENT_KEY).read_bytes())
    raise NoSealKey("Set SEAL_PKCS12, or SEAL_PKCS11_MODULE, where tasks run.")


def _from_pkcs12(path, password):
    signer = signers.SimpleSigner.load_pkcs12(path, passphrase=password.encode() or None)
    if signer is None:
        raise NoSealKey("SEAL_PKCS12 cannot be read with SEAL_PKCS12_PASSWORD.")
    return signer


def _from_pkcs11(module, token, pin):
    """The key stays in its token, which signs; the certificate bears the same label."""
    from pkcs11 import PKCS11Error  # noqa: PLC0415 (only for Linux, and only for who has a token)
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415

    label = settings.SEAL_PKCS11_KEY_LABEL
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
        # the digest is made here: every token signs one, few make it too
        return PKCS11Signer(session, cert_label=label, key_label=label, use_raw_mechanism=True)
    except PKCS11Error as error:
        raise NoSealKey("The token of SEAL_PKCS11_TOKEN cannot be opened.") from error


def _from_pem(pem):
    key = serialization.load_pem_private_key(pem, password=None)
    certificate = x509.load_pem_x509_certificate(pem)
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        ),
        cert_registry=SimpleCertificateStore(),
    )


def make_development_key(path: Path) -> Path:
    """The key of this machine, made by whoever comes first."""
    return made_once(path, _self_signed)


def _self_signed():
    """An EC P-256 key and its certificate, good for ten years and for nothing but trying things out."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Certifications (cachet de développement)")])
    now = dt.datetime.now(dt.UTC)
    usage = dict.fromkeys(
        [
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=3653))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
