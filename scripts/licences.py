"""The licence of each library of requirements.txt, and whether we may ship it.

`python scripts/licences.py` ends with 1 and names what may not. `--sbom FILE` writes the bill of materials
(CycloneDX, JSON) with these licences in it.
"""

import argparse
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-1.1",
    "MPL-2.0",
    "PSF-2.0",
    "LGPL-3.0-or-later WITH exceptions",
}
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
WORDS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "New BSD": "BSD-3-Clause",
}
# read by us where metadata says it badly, or offers a choice: the one we take
CHOSEN = {
    "asgiref": "BSD-3-Clause",
    "fido2": "BSD-2-Clause",
    "psycopg2-binary": "LGPL-3.0-or-later WITH exceptions",  # unmodified, as a library: docs/adr/0002
    "pyphen": "MPL-1.1",  # GPL, LGPL or MPL
    "python-dateutil": "Apache-2.0",  # or BSD
    "qrcode": "BSD-3-Clause",
    # not for every machine: where they are not installed their metadata is not there to read
    "async-timeout": "Apache-2.0",
    "brotlicffi": "MIT",
    "colorama": "BSD-3-Clause",
}


def names():
    """The distributions that requirements.txt locks."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    return [re.split(r"[=\[ ;]", line)[0] for line in lines if re.match(r"[A-Za-z0-9]", line)]


def licence_of(name):
    """An SPDX expression, or whatever the library says of itself."""
    if name in CHOSEN:
        return CHOSEN[name]
    told = metadata.metadata(name)
    if expression := told.get("License-Expression"):
        return expression
    word = (told.get("License") or "").strip()
    if word in ALLOWED or word in WORDS:
        return WORDS.get(word, word)
    classifiers = [
        c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    return " OR ".join(CLASSIFIERS.get(c, c) for c in classifiers) or word or "unknown"


def is_allowed(expression):
    """« A AND B »: both; « A OR B »: one is enough."""
    return all(
        any(one.strip(" ()") in ALLOWED for one in part.split(" OR ")) for part in expression.split(" AND ")
    )


def write_sbom(path):
    """What `cyclonedx-py` makes of the locked requirements, and the licence of each."""
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "--output-reproducible",
        "--no-validate",
        "--of",
        "JSON",
    ]
    command += ["--pyproject", "pyproject.toml", "requirements.txt"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    bill = json.loads(made)
    for component in bill["components"]:
        component["licenses"] = [{"license": {"name": licence_of(component["name"])}}]
    path.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n")
    return len(bill["components"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sbom", type=Path)
    chosen = parser.parse_args()
    found = {name: licence_of(name) for name in names()}
    refused = {name: licence for name, licence in found.items() if not is_allowed(licence)}
    for name, licence in refused.items():
        print(f"{name}: {licence} is not among the licences we may ship (scripts/licences.py)")
    if chosen.sbom and not refused:
        print(f"{write_sbom(chosen.sbom)} components in {chosen.sbom}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
