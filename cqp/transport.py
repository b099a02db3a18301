"""Whether what our parts say to each other can be read, or answered by another, on the way: pure, for
`cqp.guards`.

Inside is this machine (an address of it, a socket), and a service of the same compose project or Kubernetes
cluster: a name of one label, or one that ends with `.svc`. A network of one's own is inside once the
operator says so (PLAINTEXT_INSIDE=1).
"""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

# what libpq calls the lines that nobody reads and nobody but the server answers: « require » believes anybody
ENCRYPTED = {"verify-ca", "verify-full"}


@dataclass(frozen=True)
class Lines:
    """The addresses that this process talks to, as its settings have them."""

    database_url: str
    redis_url: str
    mail_host: str
    mail_is_encrypted: bool
    s3_endpoint: str
    clamav_url: str
    oidc_issuer: str


def is_inside(host):
    name = unquote(host or "").strip("[]")
    own = not name or name.startswith(("/", "127.")) or name in {"localhost", "::1"}
    return own or not (set(name) & {".", ":"}) or name.endswith((".svc", ".svc.cluster.local"))


def _leaves_in_the_clear(url, *clear):
    asked = urlsplit(url)
    return asked.scheme in clear and not is_inside(asked.hostname)


def _database_in_the_clear(url):
    asked = urlsplit(url)
    options = parse_qs(asked.query)
    hosts = [host for told in (asked.hostname, *options.get("host", [])) for host in (told or "").split(",")]
    is_encrypted = options.get("sslmode", [""])[-1] in ENCRYPTED
    return not is_encrypted and not all(is_inside(host) for host in hosts)


def in_the_clear(lines):
    """(setting, what to write instead) of each line that anybody on the way could read or answer."""
    if _database_in_the_clear(lines.database_url):
        yield "DATABASE_URL", "add ?sslmode=verify-full&sslrootcert=FILE"
    if _leaves_in_the_clear(lines.redis_url, "redis"):
        yield "REDIS_URL", "begin it with rediss://"
    if not lines.mail_is_encrypted and not is_inside(lines.mail_host):
        yield "EMAIL_URL", "begin it with smtp+tls:// or smtp+ssl://"
    if _leaves_in_the_clear(lines.s3_endpoint, "http"):
        yield "S3_ENDPOINT_URL", "begin it with https://"
    if _leaves_in_the_clear(lines.oidc_issuer, "http"):
        yield "OIDC_ISSUER", "begin it with https://"
    if _leaves_in_the_clear(lines.clamav_url, "tcp"):
        yield "CLAMAV_URL", "run ClamAV beside the workers (it knows no TLS)"
