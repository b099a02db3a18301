"""The child process that opens foreign bytes: content on its input, a line of verdict and clean bytes on its
output."""

import contextlib
import json
import resource
import sys

from candidates.intake.content import clean_file
from candidates.intake.outcomes import FileRefused

MEMORY = 1_500_000_000
CPU_SECONDS = 20


def limit_ourselves():
    """Past these, the system ends us, and our parent refuses the file."""
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0))
    for name, limit in limits:
        with contextlib.suppress(ValueError, OSError):  # some systems do not keep one of them
            resource.setrlimit(name, (limit, limit))


def main():
    limit_ourselves()
    try:
        clean = clean_file(sys.stdin.buffer.read())
        verdict, content = {"media_type": clean.media_type, "suffix": clean.suffix}, clean.content
    except FileRefused as refusal:
        verdict, content = {"refusal": str(refusal)}, b""
    sys.stdout.buffer.write(json.dumps(verdict).encode() + b"\n" + content)


if __name__ == "__main__":
    main()
