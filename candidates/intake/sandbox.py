"""Foreign bytes are opened in a child process: what hangs, swells or crashes there is a refusal here.

The child (`candidates.intake.checker`) has limits, no secret in its environment, and dies with its answer.
"""

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path

from candidates.intake.outcomes import CleanFile, FileRefused

SECONDS = 45  # more than the child's share of processor, for a machine that does other things
AT_ONCE = 2
TOO_HARD = (
    "Ce fichier est trop complexe à vérifier. "
    "Enregistrez-le de nouveau sous une forme plus simple, et réessayez."
)
ROOT = Path(__file__).resolve().parents[2]
logger = logging.getLogger(__name__)
_places = threading.BoundedSemaphore(AT_ONCE)


def clean_apart(content):
    """`content.clean_file` in a process of its own. Raises FileRefused, and writes a line of it."""
    try:
        return _cleaned_apart(content)
    except FileRefused:
        logger.warning("A file of %d bytes was refused", len(content))
        raise


def _cleaned_apart(content):
    try:
        with _places:
            child = subprocess.run(
                [sys.executable, "-m", "candidates.intake.checker"],
                input=content,
                capture_output=True,
                timeout=SECONDS,
                cwd=ROOT,
                env={"LANG": "C.UTF-8"},
                check=False,
            )
    except subprocess.TimeoutExpired:
        raise FileRefused(TOO_HARD) from None
    verdict, _line, cleaned = child.stdout.partition(b"\n")
    if child.returncode != 0 or not verdict:
        raise FileRefused(TOO_HARD)
    verdict = json.loads(verdict)
    if "refusal" in verdict:
        raise FileRefused(verdict["refusal"])
    return CleanFile(cleaned, verdict["media_type"], verdict["suffix"])
