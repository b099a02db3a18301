"""The trail in plain French: each act recorded anywhere has its sentence."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from candidates.services.registration import record_attendance
from certificates.models import Kind
from cqp.timeline import SENTENCES, SILENT, events_about
from tests.acts import issue_all, revoke, validated_on_reading
from tests.factories import CandidateFactory, eligible_candidate, manager, published_version

APPS = ("accounts", "audit", "candidates", "certificates", "cqp", "jury", "notifications", "referentials")
ACTION = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")


def actions_of(expression):
    """The actions that an expression may be: « "a.b" », « "a.b" if … else "a.c" », « f"{one.kind}.b" »."""
    if isinstance(expression, ast.IfExp):
        return actions_of(expression.body) | actions_of(expression.orelse)
    if isinstance(expression, ast.JoinedStr) and isinstance(expression.values[-1], ast.Constant):
        return {f"{kind}{expression.values[-1].value}" for kind in Kind.values}
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return {expression.value} if is_text else set()


def recorded():
    """Every action that code passes first to a call that traces, by keyword, or keeps to pass it."""
    found = set()
    for app in APPS:
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            source = path.read_text()
            if "record" not in source and "trace" not in source and "action=" not in source:
                continue
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    if node.args and ("record" in name or "trace" in name):
                        found |= actions_of(node.args[0])
                    found |= {a for k in node.keywords if k.arg == "action" for a in actions_of(k.value)}
                elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "action":
                    found |= actions_of(node.value)
    return {action for action in found if ACTION.match(action)}


def test_every_act_recorded_anywhere_has_its_sentence_in_french():
    actions = recorded()

    assert {
        "dossier.submitted",
        "interview.ended",
        "slots.proposed",
        "ccp.revoked",
        "interview.excused",
    } <= actions
    assert actions - SENTENCES.keys() - SILENT == set()


@pytest.mark.django_db
def test_what_became_of_a_ccp_says_which_one():
    candidate = eligible_candidate(version=published_version(blocks=(1, 1)))
    validated_on_reading(candidate, [candidate.version.blocks.last()])
    (ccp,) = issue_all(candidate)

    revoke(ccp)

    events = {event.sentence: event.detail for event in events_about(candidate, for_candidate=True)}
    assert events["CCP révoqué"].startswith("bloc\u00a02")


@pytest.mark.django_db
def test_a_module_recorded_again_is_corrected_and_the_first_record_says_so():
    candidate, by, now = CandidateFactory(version=published_version(blocks=(1,))), manager(), timezone.now()
    module = candidate.version.modules.first()
    for days in (40, 30):
        day = timezone.localdate() - dt.timedelta(days=days)
        record_attendance(
            candidate,
            module,
            started_on=day,
            ended_on=day,
            is_followed=True,
            training_body="Institut",
            trainer_email="",
            by=by,
            at=now,
        )

    last, first = [e for e in events_about(candidate, for_candidate=True) if e.sentence.startswith("Module")]

    assert (last.sentence, first.sentence) == ("Module corrigé", "Module suivi, corrigé depuis")
