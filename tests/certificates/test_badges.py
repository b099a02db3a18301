"""Open Badges 3.0: what a wallet is given, and what a verifier that is not ours makes of it."""

import hashlib

import jwt
import pytest
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft201909Validator
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from certificates import badges
from certificates.services import issue_certificate
from tests.acts import revoke, validated_on_reading
from tests.factories import eligible_candidate, manager, published_version

pytestmark = pytest.mark.django_db

TEXT, TYPES = (
    {"type": "string", "minLength": 1},
    {"type": "array", "items": {"type": "string"}, "minItems": 1},
)


def an(*required, closed=False, **properties):
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": not closed,
    }


# Written from the tables of the specification (Open Badges 3.0, annex B): which members each class must have,
# and of what kind. The published schema is not part of this repository.
ACHIEVEMENT = an(
    "id",
    "type",
    "criteria",
    "description",
    "name",
    id={"format": "uri", **TEXT},
    type={**TYPES, "contains": {"const": "Achievement"}},
    achievementType={"enum": ["MicroCredential", "Certification"]},
    criteria=an(id=TEXT, narrative=TEXT),
    description=TEXT,
    name=TEXT,
    humanCode=TEXT,
    version=TEXT,
)
IDENTITY = an(
    "type",
    "hashed",
    "identityHash",
    "identityType",
    closed=True,
    type={"const": "IdentityObject"},
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType={"anyOf": [{"const": "emailAddress"}, {"pattern": "^ext:[a-zA-Z0-9._-]+$"}]},
    salt=TEXT,
)
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
CREDENTIAL = an(
    "@context",
    "id",
    "type",
    "credentialSubject",
    "issuer",
    "validFrom",
    **{"@context": {"const": badges.CONTEXT}},
    id=TEXT,
    type={
        **TYPES,
        "allOf": [
            {"contains": {"const": "VerifiableCredential"}},
            {"contains": {"enum": ["AchievementCredential", "OpenBadgeCredential"]}},
        ],
    },
    issuer=an("id", "type", type={**TYPES, "contains": {"const": "Profile"}}, id=TEXT, name=TEXT),
    validFrom=INSTANT,
    awardedDate=INSTANT,
    credentialSubject=an(
        "type",
        "achievement",
        "identifier",
        closed=True,
        type={**TYPES, "contains": {"const": "AchievementSubject"}},
        identifier={"type": "array", "minItems": 1, "items": IDENTITY},
        licenseNumber=TEXT,
        achievement=ACHIEVEMENT,
    ),
    evidence={"type": "array", "items": an("type", id=TEXT, type=TYPES, name=TEXT)},
    credentialStatus=an("id", "type", id=TEXT, type=TEXT),
)


@pytest.fixture
def holder(settings):
    settings.PUBLIC_URL = "https://certifications.example"
    candidate = eligible_candidate(version=published_version(blocks=(2,)))
    validated_on_reading(candidate)
    cqp = candidate.certificates.cqps().get()
    issue_certificate(cqp, issued_on=timezone.localdate(), at=timezone.now(), by=manager())
    return candidate


@pytest.fixture
def download(client):
    """The web, as a verifier sees it: this service behind its public address."""

    def _download(url):
        response = client.get(url.removeprefix("https://certifications.example"))
        assert response.status_code == 200, url
        return response.content

    return _download


def badge_in_wallet(sign_in, holder, kind="ccp"):
    certificate = holder.certificates.get(kind=kind)
    response = sign_in(holder.user).get(reverse("certificates:badge", args=[certificate.pk]))
    assert response.headers["Content-Type"] == "application/vc+jwt"
    return response.content.decode()


@pytest.mark.parametrize("kind", ["ccp", "cqp"])
def test_a_verifier_that_is_not_ours_accepts_the_badge_from_its_issuer_s_address_alone(
    sign_in, holder, download, kind
):
    token = badge_in_wallet(sign_in, holder, kind)
    issuer = jwt.decode(token, options={"verify_signature": False})["issuer"]["id"]

    accepted = OB3Verifier.for_issuer_did(issuer, download=download).verify(
        token, check_status=True, download=download
    )

    assert issuer == "did:web:certifications.example"
    assert accepted.achievement.achievement_type == ("MicroCredential" if kind == "ccp" else "Certification")
    Draft201909Validator(CREDENTIAL).validate(jwt.decode(token, options={"verify_signature": False}))
    assert download(accepted.achievement.id).decode().count("<h1>") == 1


def test_only_who_knows_the_address_recognises_it(sign_in, holder):
    claims = jwt.decode(badge_in_wallet(sign_in, holder), options={"verify_signature": False})
    email, name = claims["credentialSubject"]["identifier"]

    expected = hashlib.sha256((holder.user.email + email["salt"]).encode()).hexdigest()
    assert email["identityHash"] == f"sha256${expected}"
    assert name["identityHash"] == "Maëlys Zoé Œuvrard"
    assert holder.user.email not in str(claims)


def test_a_changed_badge_and_a_badge_of_another_issuer_are_refused(sign_in, holder, download, settings):
    token = badge_in_wallet(sign_in, holder)
    head, body, signature = token.split(".")
    verifier = OB3Verifier.for_issuer_did("did:web:certifications.example", download=download)

    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{head}.{body[:-4]}AAAA.{signature}")
    claims = jwt.decode(token, options={"verify_signature": False})
    claims["issuer"]["id"] = claims["iss"] = "did:web:autre.example"
    forged = jwt.encode(claims, badges.badge_key(), algorithm="EdDSA", headers={"kid": badges.key_id()})
    with pytest.raises(OB3VerificationError, match="does not match"):
        verifier.verify(forged)


def test_the_status_list_says_what_is_no_longer_in_force_and_is_signed(sign_in, holder, download):
    token = badge_in_wallet(sign_in, holder)
    verifier = OB3Verifier.for_issuer_did("did:web:certifications.example", download=download)
    verifier.verify(token, check_status=True, download=download)

    revoke(holder.certificates.ccps().get())

    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier.verify(token, check_status=True, download=download)


def test_without_a_key_there_is_no_badge_nor_issuer(sign_in, holder, settings, client):
    badges.badge_key.cache_clear()
    settings.BADGE_KEY, settings.BADGE_DEVELOPMENT_KEY = "", None
    ccp = holder.certificates.get(kind="ccp")
    paths = ["/.well-known/did.json", "/badges/etat/0/", f"/certificats/{ccp.pk}/badge/"]

    answers = [sign_in(holder.user).get(path).status_code for path in paths]
    page = client.get(reverse("certificates:mine")).content.decode()
    badges.badge_key.cache_clear()

    assert answers == [404, 404, 404]
    assert "Open Badge" not in page
    assert "À vérifier : https://certifications.example/verifier/" in page
