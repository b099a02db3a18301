"""What is shipped beside the code says what it should: licences, the image, manifests, units."""

import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MANIFESTS = [
    (path.name, document)
    for path in sorted((ROOT / "deploy/kubernetes").glob("*.yaml"))
    for document in yaml.safe_load_all(path.read_text())
]
WORKLOADS = [(name, d) for name, d in MANIFESTS if d["kind"] in ("Deployment", "Job")]


@pytest.fixture(scope="module")
def licences():
    spec = importlib.util.spec_from_file_location("licences", ROOT / "scripts/licences.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_library_that_is_shipped_has_a_licence_that_allows_it(licences):
    found = {name: licences.licence_of(name) for name in licences.names()}

    assert len(found) > 60
    assert {name: what for name, what in found.items() if not licences.is_allowed(what)} == {}


@pytest.mark.parametrize(
    ("expression", "is_allowed"),
    [
        ("MIT", True),
        ("AGPL-3.0-only", False),
        ("GPL-2.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("unknown", False),
    ],
)
def test_a_licence_is_allowed_when_one_of_a_choice_and_all_of_a_sum_are(licences, expression, is_allowed):
    assert licences.is_allowed(expression) is is_allowed


def test_the_bill_of_materials_names_every_library_with_its_licence_and_no_index(licences, tmp_path):
    licences.write_sbom(tmp_path / "sbom.json")
    text = (tmp_path / "sbom.json").read_text()
    bill = json.loads(text)

    assert {c["name"] for c in bill["components"]} == set(licences.names())
    assert all(c["licenses"] and c["purl"].startswith("pkg:pypi/") for c in bill["components"])
    assert not re.search(r"repository_url|vcs_url|file:///", text)


@pytest.mark.parametrize(("name", "workload"), WORKLOADS, ids=[name for name, _ in WORKLOADS])
def test_every_pod_runs_as_nobody_on_a_read_only_root_with_limits_and_secrets_by_reference(name, workload):
    pod = workload["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    told = container["securityContext"]

    assert (pod["securityContext"]["runAsNonRoot"], pod["automountServiceAccountToken"]) == (True, False)
    assert (told["readOnlyRootFilesystem"], told["allowPrivilegeEscalation"]) == (True, False)
    assert told["capabilities"] == {"drop": ["ALL"]}
    assert set(container["resources"]) == {"requests", "limits"}
    assert {"secretRef": {"name": "certifications"}} in container["envFrom"]


def test_web_and_workers_are_several_and_beat_is_one():
    replicas = {
        d["metadata"]["name"]: d["spec"]["replicas"] for _, d in MANIFESTS if d["kind"] == "Deployment"
    }

    assert replicas == {"web": 2, "worker": 2, "beat": 1}
    assert {d["metadata"]["name"] for _, d in MANIFESTS if d["kind"] == "PodDisruptionBudget"} == {
        "web",
        "worker",
    }
    assert not [d for _, d in MANIFESTS if d["kind"] == "Secret"]


def test_compose_has_every_process_and_publishes_the_web_alone_to_this_machine_alone():
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]

    assert set(compose) == {"db", "redis", "prepare", "web", "worker", "beat"}
    assert {name: s["ports"] for name, s in compose.items() if "ports" in s} == {
        "web": ["127.0.0.1:${PORT:-8000}:8000"]
    }
    ours = [service for service in compose.values() if "build" in service]
    assert all(s["read_only"] and s["cap_drop"] == ["ALL"] for s in ours)


def test_the_image_ends_as_nobody_without_a_compiler_and_without_what_is_not_run():
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert re.search(r"^USER 10001", stages[-1], re.MULTILINE)
    assert not re.search(r"build-essential|gcc|-dev\b", stages[-1])
    assert {".git", ".env", "tests", "var", ".venv"} <= set(ignored)


@pytest.mark.parametrize("path", sorted((ROOT / "deploy/systemd").glob("*.service")), ids=lambda p: p.stem)
def test_every_unit_is_confined_and_reads_its_secrets_from_a_file(path):
    text = path.read_text()

    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=certifications", "PrivateTmp=yes"):
        assert line in text
    assert "EnvironmentFile=/etc/certifications/environment" in text
    assert not re.search(r"SECRET_KEY|PASSWORD", text)


@pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze: a machine without systemd"
)
def test_systemd_understands_every_unit():
    units = [*(ROOT / "deploy/systemd").glob("*.service"), *(ROOT / "deploy/systemd").glob("*.timer")]

    told = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    ).stderr

    # the programs are not installed on this machine: everything else is to be understood
    ours = [line for line in told.splitlines() if "certifications" in line]
    assert [line for line in ours if "is not executable" not in line] == []
