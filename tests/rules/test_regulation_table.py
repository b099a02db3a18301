"""docs/regulation.md tells no tale: every name in it exists, and every public name of the rules is in it."""

import ast
import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps

import rules

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "regulation.md").read_text()
ROWS = {
    number: [cell.strip() for cell in rest.split("|")][:-1]
    for number, rest in re.findall(r"^\| ([AD]\d+) \|(.*)$", DOCUMENT, re.MULTILINE)
}
NAMES = re.findall(r"`([^`\s]+)`", DOCUMENT)
TESTS = [name for name in NAMES if "::" in name]
GUARDS = [name for name in NAMES if ":" in name and "::" not in name and "Model" not in name]
FUNCTIONS = [
    name for name in NAMES if re.fullmatch(r"[a-z_]+(\.\w+)+", name) and not name.endswith((".md", ".py"))
]


def public_names_of_rules():
    """Functions, classes and exceptions that a module of rules/ defines and shows."""
    return {
        f"{module.__name__}.{name}"
        for found in pkgutil.iter_modules(rules.__path__, "rules.")
        for module in [import_module(found.name)]
        for name, thing in inspect.getmembers(module)
        if getattr(thing, "__module__", None) == module.__name__ and not name.startswith("_")
    }


def guards_of_the_models():
    constraints = {(model, c.name) for model in apps.get_models() for c in model._meta.constraints}
    triggers = {(model, trigger.name) for model, trigger in pgtrigger.registered()}
    return {f"{model._meta.app_label}.{model.__name__}:{name}" for model, name in constraints | triggers}


def functions_of(path):
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_every_article_and_decision_has_its_line_with_every_column_filled():
    numbers = [*(f"A{n}" for n in range(1, 13)), *(f"D{n}" for n in range(1, 15))]

    assert list(ROWS) == numbers
    assert {number: cells for number, cells in ROWS.items() if len(cells) != 5 or "" in cells} == {}


def test_each_column_holds_names_of_its_own_kind():
    known = [set(FUNCTIONS), set(FUNCTIONS), set(GUARDS), set(TESTS)]

    strays = [
        (number, name)
        for number, (_, *columns) in ROWS.items()
        for cell, kind in zip(columns, known, strict=True)
        for name in (cell.split() if cell != "—" else [])
        if name.strip("`") not in kind
    ]

    assert strays == []


def test_a_line_without_a_test_says_that_it_is_a_later_issue():
    untested = {number for number, cells in ROWS.items() if cells[-1] == "—"}

    assert {number for number in untested if "later issue" not in ROWS[number][0].lower()} == set()


@pytest.mark.parametrize("name", sorted({*FUNCTIONS}))
def test_the_function_exists(name):
    module, _, function = name.rpartition(".")

    assert callable(getattr(import_module(module), function, None))


def test_every_guard_exists_in_the_models():
    assert sorted(set(GUARDS) - guards_of_the_models()) == []


@pytest.mark.parametrize("name", sorted({*TESTS}))
def test_the_test_exists(name):
    path, _, function = name.partition("::")
    file = ROOT / path if "/" in path else ROOT / "tests" / "rules" / path

    assert function in functions_of(file)


def test_every_public_name_of_the_rules_is_claimed_by_a_line():
    assert sorted(public_names_of_rules() - set(FUNCTIONS)) == []


def test_the_invariants_of_the_machine_are_the_ones_it_plays():
    played = import_module("tests.rules.test_machine")
    helpers = {played.modules_were_in_order, played.each_block_was_presented_and_analysed}
    named = {getattr(played, name.partition("::")[2]) for name in TESTS if name.startswith("test_machine.py")}

    assert {f.__name__ for f in named - helpers if not f.__name__.startswith("test_")} <= {
        f.__name__ for f in played.INVARIANTS
    }
