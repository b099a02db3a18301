"""Every form of the service: filled well it is accepted, once; refused, it leads to what is wrong."""

import pytest

from tests.journeys import stages
from tests.journeys.answers import counts
from tests.journeys.mistakes import A_LOT, TOO_LONG
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db
# written again as they are, with a trace
EDITS = {"correct", "module", "answer", "profile"}


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_what_fills_a_form_well_is_accepted(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    form.person.send(form.address, *form.args, press=form.press, **form.good)


@pytest.mark.parametrize(
    ("build", "changes"),
    [
        (stages.register, {"first_names": "", "route": "cheval", "sex": "", "birth_date": "x", "email": "x"}),
        (stages.situation, {"blocks": ["0"], "title": A_LOT, "context": TOO_LONG}),
        (stages.submit, {"is_own_work": None}),
        (stages.send_back, {"until": "", "place_1": "", "text_2": TOO_LONG}),
        (stages.extend, {"until": "x"}),
        (stages.answer, {"answer_1": TOO_LONG}),
        (stages.start, {"blocks": None}),
        (stages.jury, {"name": "", "members": None, "chair": ""}),
        (stages.assign, {"jury": None}),
        (stages.vote, {"choice": "x", "comment": TOO_LONG, "question": TOO_LONG}),
        (stages.summon, {"day": "", "hour": "", "mode": None, "place": ""}),
        (stages.record, {"attendance": None, "present": ["0"], "reason": TOO_LONG}),
        (stages.issue, {"issued_on": ""}),
        (stages.profile, {"college": "x", "certifications": ["0"]}),
        (stages.session, {"name": "", "starts_on": "x", "ends_on": "", "mode": None, "place": ""}),
        (stages.declare, {"has_link": None, "kind": "x", "text": TOO_LONG}),
        (stages.replace_member, {"entering": "", "chair": "", "reason": ""}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_refusal_links_to_its_place_in_the_page(make_world, build, changes):
    form = build(make_world(blocks=(2, 1)))
    page = form.person.get(form.address, *form.args)
    answer = Page(form.person.ask("post", page.path, page.form(changes).filled({**form.good, **changes})))
    assert answer.refusals.keys() == changes.keys()
    assert answer.dead_links == []


@pytest.mark.parametrize("build", stages.FORMS, ids=lambda build: build.__name__)
def test_a_second_click_has_no_second_effect(make_world, build):
    form = build(make_world(blocks=(2, 1)))
    form.person.client.raise_request_exception = False
    page = form.person.get(form.address, *form.args)
    sent = page.form(form.good).filled(form.good, press=form.press)
    first = counts()
    assert form.person.ask("post", page.path, sent).status_code == 302
    before = counts()
    assert before != first

    again = form.person.ask("post", page.path, sent)

    # 403: a password just chosen signs the person in, and the token of the first page dies
    assert again.status_code in (200, 302, 403, 404, 409, 410)
    after = counts()
    if build.__name__ in EDITS:
        after["audit.AuditEntry"] -= 1
    assert {label: (before[label], n) for label, n in after.items() if n != before[label]} == {}
