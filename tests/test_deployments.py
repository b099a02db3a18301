"""What is shipped beside the code says what it should: licences, the image, manifests, units."""

import dataclasses
import importlib.util
import json
import re
import shutil
import subprocess
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from django.conf import settings

from cqp.guards import unsafe
from tests.compose_file import services
from tests.cqp.test_guards import SAFE

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


@pytest.mark.parametrize("version", ["1.30", "1.37"])
def test_kubernetes_knows_every_word_of_the_manifests(version):
    """Every key, by the schemas of the project itself; kustomize's own file is none of its objects."""
    objects = [(name, d) for name, d in MANIFESTS if d["kind"] != "Kustomization"]

    assert len(objects) > 10
    for name, document in objects:
        assert (name, kubernetes_validate.validate(document, version, strict=True)) == (name, version)


def test_a_misspelt_key_of_a_manifest_is_seen():
    wrong = next(d for name, d in MANIFESTS if name == "web.yaml")
    wrong = wrong | {"spec": wrong["spec"] | {"replica": 2}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, "1.37", strict=True)


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


COMPOSE = (ROOT / "compose.yaml").read_text()
FILLED = {
    "DEMO": "0",
    "SECRET_KEY": SAFE.secret_key,
    "SIGNATORY_NAME": "Camille Delaunay",
    "POSTGRES_DB": "real",
    "POSTGRES_PASSWORD": "of-the-owner",
    "DB_PASSWORD": "of-the-application",
    "SEAL_PKCS12": "/run/secrets/seal",
    "SEAL_PKCS12_PASSWORD": "of-the-seal",
    "MFA_REQUIRED_ROLES": "juror,manager,administrator,candidate",
}
OURS = {"prepare", "web", "worker", "beat"}


def environment_of(name):
    """The variables of an env file of compose."""
    lines = (ROOT / "deploy" / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def refusals(environment):
    """What the web process of compose would refuse to start with, as its guards say it."""
    address = environment["DATABASE_URL"]
    told = dataclasses.replace(
        SAFE,
        database_url=address,
        database_name=address.rsplit("/", 1)[1],
        demo=environment["DEMO"] == "1",
        secret_key=environment["SECRET_KEY"],
        signatory_name=environment.get("SIGNATORY_NAME", ""),
    )
    return " ".join(unsafe(told))


def test_compose_serves_the_demonstration_as_it_stands():
    found = services(COMPOSE, {})

    assert {found[name]["DEMO"] for name in OURS} == {"1"}
    assert found["db"]["POSTGRES_PASSWORD"] == "demonstration"
    assert {found[name]["DATABASE_URL"] for name in OURS} == {
        "postgres://certifications:demonstration@db:5432/demo_certifications"
    }
    assert refusals(found["web"]) == ""


def test_the_example_for_real_starts_nothing_until_its_secrets_are_filled():
    found = services(COMPOSE, environment_of("compose.env.example"))

    assert {found[name]["DEMO"] for name in OURS} == {"0"}
    assert found["db"]["POSTGRES_PASSWORD"] == ""  # which PostgreSQL refuses
    assert "SECRET_KEY must be" in refusals(found["web"])
    assert "SIGNATORY_NAME is missing" in refusals(found["web"])


@pytest.mark.parametrize(
    ("missing", "refusal"),
    [
        ("DB_PASSWORD", "DATABASE_URL still has the password of an example."),
        ("SECRET_KEY", "SECRET_KEY is still the one of an example."),
        ("DEMO", "DEMO=1 lets anybody in as anybody"),
        ("SIGNATORY_NAME", "SIGNATORY_NAME is missing"),
    ],
)
def test_what_compose_has_for_the_demonstration_is_refused_for_real(missing, refusal):
    found = services(COMPOSE, {name: value for name, value in FILLED.items() if name != missing})

    assert refusal in refusals(found["web"])
    assert refusals(services(COMPOSE, FILLED)["web"]) == ""


def test_compose_gives_the_application_and_the_owner_their_own_passwords():
    found = services(COMPOSE, FILLED)

    assert found["db"]["POSTGRES_PASSWORD"] == "of-the-owner"
    assert found["web"]["DATABASE_URL"] == "postgres://certifications:of-the-application@db:5432/real"
    assert found["prepare"]["DATABASE_URL"] == "postgres://certifications:of-the-owner@db:5432/real"


def test_compose_gives_the_seal_to_the_worker_alone():
    found = services(COMPOSE, FILLED)
    told = yaml.safe_load(COMPOSE)["services"]

    sealing = {name: {k: v for k, v in found[name].items() if k.startswith("SEAL_")} for name in found}
    assert {name for name, settings_of in sealing.items() if settings_of} == {"worker"}
    assert sealing["worker"] == {"SEAL_PKCS12": "/run/secrets/seal", "SEAL_PKCS12_PASSWORD": "of-the-seal"}
    assert {name: service["secrets"] for name, service in told.items() if "secrets" in service} == {
        "web": ["badge"],
        "worker": ["seal"],
    }


def test_compose_passes_on_every_setting_that_changes_how_people_are_protected_and_empties_none():
    asked = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    protecting = {name for name in asked if name.startswith(("OIDC_", "MFA_", "RETENTION_"))}
    protecting |= {"SECRET_KEY_FALLBACKS", "CHECKPOINT_KEY", "PLAINTEXT_INSIDE", "TRUSTED_PROXY_COUNT"}
    told = yaml.safe_load(COMPOSE)["services"]

    assert protecting - set(told["web"]["environment"]) == set()
    assert protecting & set(services(COMPOSE, {})["web"]) == set()
    assert services(COMPOSE, FILLED)["beat"]["MFA_REQUIRED_ROLES"] == FILLED["MFA_REQUIRED_ROLES"]


def test_the_seal_is_given_to_workers_alone_on_kubernetes_and_by_systemd():
    by_pod = {d["metadata"]["name"]: json.dumps(d) for _, d in WORKLOADS}
    units = {path.stem: path.read_text() for path in (ROOT / "deploy/systemd").glob("*.service")}

    assert {name for name, text in by_pod.items() if "seal" in text.lower()} == {"worker"}
    assert {name for name, text in by_pod.items() if "badge" in text.lower()} == {"web"}
    assert {
        name for name, text in units.items() if "EnvironmentFile=-/etc/certifications/worker" in text
    } == {
        "certifications-worker",
        "certifications-catch-up",
    }
    for name, text in units.items():
        shut = re.search(r"^InaccessiblePaths=(.*)$", text, re.MULTILINE)[1].split()
        assert "-/opt/certifications/.git" in shut
        is_told = name in ("certifications-worker", "certifications-catch-up")
        assert ("-/etc/certifications/seal" in shut) == (not is_told)


def test_what_pods_may_ask_is_an_example_that_nobody_applies_unread():
    applied = yaml.safe_load((ROOT / "deploy/kubernetes/kustomization.yaml").read_text())["resources"]
    egress = yaml.safe_load((ROOT / "deploy/kubernetes/egress.yaml").read_text())

    assert (egress["kind"], egress["spec"]["policyTypes"]) == ("NetworkPolicy", ["Egress"])
    assert "egress.yaml" not in applied


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


def directives_of(server):
    """{name: [values]} of one block of nginx, locations included."""
    found = {}
    for line in re.findall(r"^ +([a-z_]+) (.+?);", server, re.MULTILINE):
        found.setdefault(line[0], []).append(line[1])
    return found


def test_the_proxy_speaks_tls_of_today_and_believes_nobody_about_where_they_come_from():
    text = (ROOT / "deploy/nginx.conf").read_text()
    stranger, ours = (directives_of(server) for server in text.split("\nserver {")[1:])

    assert stranger["ssl_protocols"] == ours["ssl_protocols"] == ["TLSv1.2 TLSv1.3"]
    assert stranger["ssl_reject_handshake"] == ["on"]
    ciphers = ours["ssl_ciphers"][0].split(":")
    assert [one for one in ciphers if not re.fullmatch(r"ECDHE-.+(GCM-SHA\d+|POLY1305)", one)] == []
    assert set(ours["proxy_set_header"]) >= {
        "Host $host",
        "X-Forwarded-For $remote_addr",  # not what was claimed, with this after it
        "X-Forwarded-Proto $scheme",
        "X-Request-ID $request_id",
    }
    ingress = next(d for name, d in MANIFESTS if name == "ingress.yaml")
    annotations = ingress["metadata"]["annotations"]
    assert ours["client_max_body_size"] == [annotations["nginx.ingress.kubernetes.io/proxy-body-size"]]


def test_the_log_of_the_proxy_keeps_no_address_that_was_asked():
    text = (ROOT / "deploy/nginx.conf").read_text()
    line = re.search(r"log_format certifications (.+);", text)[1]

    kept = set(re.findall(r"\$\w+", line))
    assert kept.isdisjoint({"$request", "$request_uri", "$uri", "$document_uri", "$args", "$query_string"})
    assert "$http_referer" not in kept
    assert re.findall(r"access_log (\S+)(?: (\w+))?;", text) == [
        ("off", ""),
        ("/var/log/nginx/certifications.log", "certifications"),
    ]
    assert re.findall(r"error_log \S+ (\w+);", text) == ["crit"]
