"""One question to ClamAV's daemon: is this stream clean? Whatever is not a clear answer is no answer."""

import socket
import struct
from enum import Enum
from urllib.parse import urlsplit

CHUNK = 64 * 1024
SECONDS = 30  # for each step of the conversation: a silent scanner is an absent one
LONGEST_REPLY = 4096


class ScannerUnavailable(Exception):
    """Nobody answered, or not with a verdict: the file stays in quarantine."""


class Verdict(Enum):
    CLEAN = "clean"
    INFECTED = "infected"


def scan(content, *, url, seconds=SECONDS):
    """Ask the daemon at `url` (tcp://host:3310, unix:///path). Raises ScannerUnavailable."""
    try:
        with _connected(url, seconds) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            reply = _reply(line)
    except OSError as error:
        raise ScannerUnavailable(f"{type(error).__name__}: {error}") from error
    return _verdict(reply)


def _connected(url, seconds):
    address = urlsplit(url)
    if address.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(seconds)
        try:
            line.connect(address.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((address.hostname, address.port or 3310), timeout=seconds)


def _reply(line):
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY:
        part = line.recv(LONGEST_REPLY)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reply):
    """« stream: OK », « stream: Eicar-Test-Signature FOUND »; an error (a size limit) is no verdict."""
    if reply == "stream: OK":
        return Verdict.CLEAN
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return Verdict.INFECTED
    raise ScannerUnavailable(f"Unexpected answer: {reply[:200]!r}")
