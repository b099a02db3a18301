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


def _sends(tree):
    """Every attribute `.delay` or `.apply_async` that the source mentions, with the calls it stands in."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("delay", "apply_async"):
            calls, up = [], parents.get(node)
            while up is not None:
                if isinstance(up, ast.Call):
                    calls.append(ast.unparse(up))
                up = parents.get(up)
            yield node, calls


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_task_is_sent_by_on_commit_only_and_a_dead_broker_fails_nothing(path):
    if path.name == "inprocess.py":
        return

    for node, calls in _sends(ast.parse(path.read_text())):
        outermost = calls[-1] if calls else ""
        assert outermost.startswith("transaction.on_commit(partial("), f"{path}:{node.lineno}"
        assert outermost.endswith("robust=True)"), f"{path}:{node.lineno}"


def test_the_application_sends_at_least_one_task():
    assert (
        sum(len(list(_sends(ast.parse(path.read_text())))) for path in SOURCES if path.name != "inprocess.py")
        >= 3
    )


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
