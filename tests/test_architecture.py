"""The house as its contracts say: every app in the line, no task sent before a commit, nothing inline."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OWN = [config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()]
SOURCES = [
    path for name in [*OWN, "rules"] for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_local_app_has_its_place_in_the_import_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contract["contracts"][0]["layers"]

    placed = {name.strip() for layer in layers for name in layer.split("|")}

    assert placed == {*OWN, "rules"} == set(contract["root_packages"])


def _attributes(path):
    return {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}


def test_a_task_is_sent_after_the_commit_only_for_wake_is_the_one_way():
    senders = {path.name for path in SOURCES if _attributes(path) & {"delay", "apply_async", "send_task"}}
    wakers = {str(path.relative_to(ROOT)) for path in SOURCES if "wake" in _attributes(path)}

    assert senders == {"inprocess.py"}
    assert wakers == {
        "accounts/views/personal_data.py",
        "notifications/services.py",
        "candidates/services/attachments.py",
        "candidates/services/files.py",
        "candidates/tasks.py",
        "candidates/services/receipt.py",
        "certificates/services/issuing.py",
        "certificates/services/rectifying.py",
        "certificates/services/reconciling.py",
        "certificates/jobs.py",
        "certificates/views/issuing.py",
        "certificates/views/register.py",
        "jury/services/interview.py",
        "jury/services/letters.py",
        "jury/services/sessions.py",
        "jury/services/signing.py",
        "jury/tasks.py",
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_template_has_inline_style_script_or_handler(path):
    source = path.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", source)


@pytest.mark.parametrize(
    "path",
    [p for p in TEMPLATES if p.name.startswith("_") or p.parent.name == "components"],
    ids=lambda p: p.name,
)
def test_a_partial_says_what_it_needs_on_its_first_line(path):
    assert path.read_text().splitlines()[0].startswith("{#")


def test_every_form_that_posts_carries_its_token():
    bare = [
        p for p in TEMPLATES if p.read_text().count('method="post"') > p.read_text().count("{% csrf_token %}")
    ]

    assert bare == []


def test_the_repository_names_no_index_and_no_outside_content():
    pages = [*TEMPLATES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    outside = [p for p in pages if re.search(r"(src|href|url\()=?[\"'(]?https?://", p.read_text())]

    assert outside == []
