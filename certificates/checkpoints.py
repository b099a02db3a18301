"""Signed statements of the register's length and end, kept where the database's owner has no hand."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from audit.evidence import canonical
from certificates.models import RegisterEntry
from certificates.register import GENESIS

DOMAIN = b"register.checkpoint\0"


class CheckpointRefused(Exception):
    """A checkpoint that nothing can be built on, in French."""


@dataclass(frozen=True)
class Checkpoint:
    """So many entries, the last one having this hash."""

    size: int
    head: str


def signed_checkpoint(*, at):
    """The JSON text of a checkpoint of the register as it is now."""
    last = RegisterEntry.objects.order_by("-seq").first()
    key = _private_key()
    said = {
        "size": last.seq if last else 0,
        "head": last.hash if last else GENESIS,
        "at": at.isoformat(),
        "key": key_id(key.public_key()),
    }
    signature = key.sign(DOMAIN + canonical(said)).hex()
    return json.dumps(said | {"signature": signature}, indent=2) + "\n"


def read_checkpoint(raw):
    """The Checkpoint of a file's bytes, once its signature holds. Raises CheckpointRefused."""
    try:
        said = json.loads(raw.decode())
        signature = bytes.fromhex(said.pop("signature"))
        checkpoint, signed = Checkpoint(said["size"], said["head"]), DOMAIN + canonical(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CheckpointRefused("ce n’est pas un point de contrôle") from error
    if type(checkpoint.size) is not int or type(checkpoint.head) is not str:
        raise CheckpointRefused("ce n’est pas un point de contrôle")
    public = _public_key()
    if said.get("key") != key_id(public):
        raise CheckpointRefused("il est signé par une autre clé que celle de ce service")
    try:
        public.verify(signature, signed)
    except InvalidSignature as error:
        raise CheckpointRefused("sa signature ne tient pas : il a été modifié") from error
    return checkpoint


def key_id(public):
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return sha256(raw).hexdigest()[:16]


def _pem():
    """The key's file: the one given, else one made for this machine and kept, never for a deployment."""
    path = Path(settings.CHECKPOINT_KEY)
    if not path.exists():
        if not settings.IS_LOCAL:
            raise CheckpointRefused(f"la clé {path} est absente : donnez-la par CHECKPOINT_KEY")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(
            Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return path.read_bytes()


def _private_key():
    key = _any_key()
    if not isinstance(key, Ed25519PrivateKey):
        raise CheckpointRefused("CHECKPOINT_KEY n’est pas une clé privée Ed25519 : elle ne peut pas signer")
    return key


def _public_key():
    """To verify, the public half is enough: another machine need not hold what signs."""
    key = _any_key()
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    if not isinstance(public, Ed25519PublicKey):
        raise CheckpointRefused("CHECKPOINT_KEY n’est pas une clé Ed25519")
    return public


def _any_key():
    pem = _pem()
    try:
        if b"PRIVATE KEY" in pem:
            return serialization.load_pem_private_key(pem, password=None)
        return serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise CheckpointRefused("CHECKPOINT_KEY n’est pas une clé au format PEM") from error
