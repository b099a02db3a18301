"""A certificate as an Open Badge 3.0: a credential signed as a JWT (VC-JWT) by an issuer that is a website.

Signed when it is asked for, with a key of its own that the web process holds: it vouches for a copy of what
the register says, and is not the seal of the documents. Who verifies it needs nothing but the web: the key
is at did:web, what became of the certificate in a signed status list.
"""

import base64
import datetime as dt
import gzip
import hashlib
import json
import uuid
from functools import cache
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from jwt.algorithms import OKPAlgorithm

from certificates.models import Certificate
from certificates.snapshots import printed_blocks
from certificates.states import CertificateState
from ui.keys import made_once

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
CONTEXT = [CREDENTIALS, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
LIST_BITS = 131_072  # the least the standard allows, so that one bit among them says nothing
LIST_LIFE = dt.timedelta(days=1)


@cache
def badge_key():
    """The key that signs, or None: then no badge is offered."""
    if settings.BADGE_KEY:
        return serialization.load_pem_private_key(Path(settings.BADGE_KEY).read_bytes(), password=None)
    if settings.BADGE_DEVELOPMENT_KEY:
        path = made_once(settings.BADGE_DEVELOPMENT_KEY, _new_key)
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    return None


def _new_key():
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def issuer_id():
    """« did:web:certifications.example.fr »; a port is written %3A, as did:web asks."""
    return "did:web:" + settings.PUBLIC_URL.partition("://")[2].replace(":", "%3A")


def public_jwk():
    return json.loads(OKPAlgorithm.to_jwk(badge_key().public_key()))


def key_id():
    """Named after the key itself (RFC 7638): another key has another name."""
    jwk = public_jwk()
    thumbprint = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    return f"{issuer_id()}#{_base64(hashlib.sha256(thumbprint.encode()).digest())}"


def did_document():
    method = {
        "id": key_id(),
        "type": "JsonWebKey",
        "controller": issuer_id(),
        "publicKeyJwk": public_jwk(),
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": issuer_id(),
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }


def badge_of(certificate):
    """The signed credential of a certificate delivered."""
    return _signed(credential_of(certificate), since=certificate.issued_at)


def credential_of(certificate):
    snapshot = certificate.snapshot
    list_url = _url("status_list", certificate.pk // LIST_BITS)
    index = certificate.pk % LIST_BITS
    return {
        "@context": CONTEXT,
        "id": uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.PUBLIC_URL}/{certificate.number}").urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement_name(certificate),
        "issuer": {
            "id": issuer_id(),
            "type": ["Profile"],
            "name": ", ".join(snapshot["certification"]["authorities"]),
            "url": settings.PUBLIC_URL,
        },
        "validFrom": _instant(certificate.issued_at),
        "awardedDate": _instant(certificate.awarded_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(certificate),
            "licenseNumber": certificate.number,
            "achievement": _achievement(certificate),
        },
        "evidence": [
            {
                "id": _url("verify_code", certificate.printed_code),
                "type": ["Evidence"],
                "name": "Vérification au registre",
            }
        ],
        "credentialStatus": {
            "id": f"{list_url}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": list_url,
        },
    }


def achievement_name(certificate):
    certification = certificate.snapshot["certification"]
    specimen = "SPÉCIMEN – " if certification["is_illustrative"] else ""
    name = certificate.snapshot["block"]["title"] if certificate.is_ccp else certification["full_title"]
    return f"{specimen}{name}"


def _achievement(certificate):
    certification = certificate.snapshot["certification"]
    where = [certificate.version_id, *([certificate.block.position] if certificate.is_ccp else [])]
    titles = [one["title"] for block in printed_blocks(certificate) for one in block["competences"]]
    return {
        "id": _url("achievement", *where),
        "type": ["Achievement"],
        "achievementType": "MicroCredential" if certificate.is_ccp else "Certification",
        "name": achievement_name(certificate),
        "description": f"{certificate.full_title}, {certification['full_title']}",
        "humanCode": certificate.snapshot["block"]["code"] if certificate.is_ccp else certification["code"],
        "version": certification["version"],
        "criteria": {
            "id": _url("achievement", *where),
            "narrative": "\n".join(f"- {title}" for title in titles),
        },
    }


def _identifiers(certificate):
    """The holder's address, digested with a salt so that only who knows it recognises it, and their name."""
    salt = salted_hmac("certificates.badges", certificate.number, algorithm="sha256").hexdigest()[:32]
    email = certificate.candidate.user.email
    return [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + hashlib.sha256((email + salt).encode()).hexdigest(),
            "identityType": "emailAddress",
            "salt": salt,
        },
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": certificate.snapshot["holder"]["name"],
            "identityType": "ext:fullName",
        },
    ]


def status_list(number, *, at):
    """The signed list of what is no longer in force among LIST_BITS certificates; good for a day, so that an
    old copy brings nothing back to life."""
    first = number * LIST_BITS
    rows = Certificate.objects.delivered().exclude(state=CertificateState.ISSUED)
    bits = bytearray(LIST_BITS // 8)
    for pk in rows.filter(pk__gte=first, pk__lt=first + LIST_BITS).values_list("pk", flat=True):
        bits[(pk - first) // 8] |= 0x80 >> (pk - first) % 8
    url = _url("status_list", number)
    content = {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id(),
        "validFrom": _instant(at),
        "validUntil": _instant(at + LIST_LIFE),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + _base64(gzip.compress(bytes(bits), mtime=0)),
        },
    }
    return _signed(content, since=at)


def _signed(credential, *, since):
    claims = {"iss": issuer_id(), "jti": credential["id"], "nbf": int(since.timestamp())}
    headers = {"kid": key_id(), "typ": "JWT"}
    return jwt.encode(credential | claims, badge_key(), algorithm="EdDSA", headers=headers)


def _url(name, *args):
    return settings.PUBLIC_URL + reverse(f"certificates:{name}", args=args)


def _instant(value):
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _base64(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
