"""Keeping what is typed: versions, conflicts without a script, pasted texts, passages, and the map."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.reauthentication import BACKEND
from audit.models import AuditEntry
from candidates.models import Passage, Situation
from candidates.selectors import competence_map, dossier_with_text, passages_of
from candidates.services import keeping
from rules.autosave import Attempt, Fate
from rules.errors import DomainError
from tests import acts
from tests.candidates.full_dossier import a_full_dossier
from tests.factories import eligible_candidate, published_version
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier():
    return acts.write_dossier(eligible_candidate(version=published_version(blocks=(2, 1))))


@pytest.fixture
def situation(dossier):
    return dossier.situations.first()


@pytest.fixture
def owner(client, dossier):
    client.force_login(dossier.candidate.user, backend=BACKEND)
    return client


def save(dossier, situation, name, text, *, base, client="a page", seq=1):
    _situation, kept = keeping.save_fields(
        dossier,
        situation.key,
        {name: keeping.Change(text, Attempt(base, client, seq))},
        is_new=False,
        by=dossier.candidate.user,
        at=timezone.now(),
    )
    return kept[name]


def number_of(situation, name):
    return Situation.objects.get(pk=situation.pk).revisions.get(name, {}).get("n", 0)


def link(dossier, situation, words, *, field="analysis", number=None):
    situation.refresh_from_db()
    start = getattr(situation, field).index(words)
    return keeping.link_passage(
        dossier,
        situation,
        dossier.targets.first().block.competences.first(),
        field=field,
        start=start,
        end=start + len(words),
        number=number_of(situation, field) if number is None else number,
        by=dossier.candidate.user,
        at=timezone.now(),
    )


def test_a_stale_save_is_refused_and_tells_the_text_that_stands(dossier, situation):
    save(dossier, situation, "analysis", "Au bureau.", base=1)

    kept = save(dossier, situation, "analysis", "Chez moi.", base=1, client="another page")

    assert (kept.fate, kept.text, kept.number) == (Fate.CONFLICT, "Au bureau.", 2)
    situation.refresh_from_db()
    assert situation.analysis == "Au bureau."


def test_each_field_has_its_own_version_illustrations_and_blocks_too(dossier, situation):
    competence = situation.illustrations.first().competence
    name = f"illustration_{competence.pk}"
    save(dossier, situation, name, "Une autre preuve.", base=1)

    assert save(dossier, situation, name, "Encore une.", base=1, client="b").fate is Fate.CONFLICT
    assert save(dossier, situation, "title", "Un titre.", base=1).fate is Fate.WRITE
    assert number_of(situation, "analysis") == 1


def test_without_a_script_two_windows_show_both_texts_and_each_choice_is_kept(dossier, situation, owner):
    path = reverse("candidates:situation", args=[dossier.pk, situation.pk])
    for button, expected in [
        ("mine", "Chez moi."),
        ("other", "Au bureau."),
        ("both", "Au bureau.\n\nChez moi."),
    ]:
        first, second = (Page(owner.get(path)).form({"analysis": ""}) for _ in range(2))
        assert owner.post(path, first.filled({"analysis": "Au bureau."})).status_code == 302
        shown = owner.post(path, second.filled({"analysis": "Chez moi."}))
        assert shown.status_code == 409
        assert "Au bureau." in shown.content.decode()
        assert "Chez moi." in shown.content.decode()
        form = Page(shown).form({"analysis": ""})
        chosen = owner.post(path, form.filled({}) | {"choose_analysis": [button]})
        assert chosen.status_code == 302
        situation.refresh_from_db()
        assert situation.analysis == expected
        reset = Page(owner.get(path)).form({"analysis": ""})
        owner.post(path, reset.filled({"analysis": f"Remis après {button}."}))


def test_a_field_left_alone_never_disputes_what_another_window_wrote(dossier, situation, owner):
    path = reverse("candidates:situation", args=[dossier.pk, situation.pk])
    first, second = (Page(owner.get(path)).form({"analysis": ""}) for _ in range(2))
    owner.post(path, first.filled({"analysis": "Au bureau."}))

    answer = owner.post(path, second.filled({"title": "Un titre"}))

    situation.refresh_from_db()
    assert (answer.status_code, situation.title, situation.analysis) == (302, "Un titre", "Au bureau.")


def post_field(owner, dossier, situation, name, text, **changes):
    path = reverse("candidates:field_save", args=[dossier.pk, situation.key, name])
    sent = {"text": text, "base": number_of(situation, name), "client": "p", "seq": 1} | changes
    return owner.post(path, sent)


def test_text_pasted_from_word_is_cleaned_and_the_page_is_told(dossier, situation, owner):
    pasted = "De\u0301cision\r\n\u202eretourn\u00e9e\u202c \x0bfin 👩🏽‍💼 عربي\u200f \n"

    answer = post_field(owner, dossier, situation, "analysis", pasted).json()

    situation.refresh_from_db()
    assert situation.analysis == "Décision\nretournée fin 👩🏽‍💼 عربي\u200f \n" == answer["text"]


def test_a_save_that_comes_without_its_text_erases_nothing(dossier, situation, owner):
    path = reverse("candidates:field_save", args=[dossier.pk, situation.key, "analysis"])
    before = situation.analysis

    answer = owner.post(path, {"base": number_of(situation, "analysis"), "client": "p", "seq": 1})

    situation.refresh_from_db()
    assert (answer.status_code, situation.analysis) == (400, before)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [("analysis", "x" * 20_001, "20"), ("title", "x" * 201, "200"), ("context", "a\0b", "nul")],
)
def test_a_text_that_cannot_be_kept_is_refused_in_a_sentence(dossier, situation, owner, name, text, sentence):
    before = getattr(situation, name)

    answer = post_field(owner, dossier, situation, name, text)

    situation.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in " ".join(answer.json()["sentences"])
    assert getattr(situation, name) == before


@pytest.mark.parametrize(
    "name", ["illustration_0", "illustration_99999999999999999999", "illustration_x", "state", "revisions"]
)
def test_a_field_that_the_dossier_does_not_have_does_not_exist(dossier, situation, owner, name):
    assert post_field(owner, dossier, situation, name, "x").status_code == 404


def test_a_situation_removed_elsewhere_is_not_written_again(dossier, situation, owner):
    key = situation.key
    keeping_at = reverse("candidates:field_save", args=[dossier.pk, key, "title"])
    owner.post(reverse("candidates:situation_remove", args=[dossier.pk, situation.pk]), {"yes": "1"})

    answer = owner.post(keeping_at, {"text": "x", "base": 1, "client": "p", "seq": 1})

    assert answer.status_code == 422
    assert "retirée" in answer.json()["sentences"][0]
    assert not dossier.situations.filter(key=key).exists()


def test_the_same_new_page_sent_twice_makes_one_situation(dossier, owner):
    before, key = dossier.situations.count(), uuid4()
    path = reverse("candidates:field_save", args=[dossier.pk, key, "title"])
    for seq in (1, 2):
        owner.post(path, {"text": f"Essai {seq}", "base": 0, "client": "p", "seq": seq, "is_new": "on"})

    assert dossier.situations.count() == before + 1
    assert dossier.situations.get(key=key).title == "Essai 2"


def test_a_sitting_leaves_one_trace(dossier, situation):
    before = AuditEntry.objects.filter(action="situation.saved").count()
    for seq in range(1, 6):
        save(dossier, situation, "analysis", f"Phrase {seq}.", base=seq, seq=seq)

    assert AuditEntry.objects.filter(action="situation.saved").count() <= before + 1


def test_a_passage_keeps_to_its_words_and_goes_to_the_jury(dossier, situation):
    link(dossier, situation, "quatre personnes")
    situation.refresh_from_db()
    text = "En mars. " + situation.analysis
    save(dossier, situation, "analysis", text, base=1)

    assert Passage.objects.get().quote == "quatre personnes"
    content = acts.submit(dossier).submissions.get().content
    block = dossier.targets.first().block
    told = passages_of(content, block.code, block.competences.first().code)
    assert ("quatre personnes", "analysis") in [(p["text"], p["field"]) for p in told]


def test_two_passages_that_follow_each_other_move_together(dossier, situation):
    link(dossier, situation, "À l’automne,")
    link(dossier, situation, "j’ai repris l")
    situation.refresh_from_db()
    save(dossier, situation, "analysis", "x" * 13 + situation.analysis, base=1)

    assert sorted(p.quote for p in Passage.objects.all()) == ["j’ai repris l", "À l’automne,"]


def test_a_passage_is_not_linked_on_a_text_that_has_changed(dossier, situation):
    with pytest.raises(DomainError, match="a changé"):
        link(dossier, situation, "quatre personnes", number=0)


def test_a_competence_of_another_dossier_is_never_linked(dossier, situation, owner):
    other = published_version(code="AUTRE", blocks=(1,)).blocks.get().competences.get()
    path = reverse("candidates:passage_link", args=[dossier.pk, situation.key])
    sent = {"field": "analysis", "competence": other.pk, "start": 0, "end": 9, "number": 1}

    assert owner.post(path, sent).status_code == 404


def test_the_map_counts_passages_and_annexes_where_they_are(dossier, situation):
    first = dossier.targets.first().block.competences.first()
    situation.illustrations.all().delete()
    link(dossier, situation, "quatre personnes")

    line = next(
        line
        for _block, lines in competence_map(dossier_with_text(dossier.pk))
        for line in lines
        if line.competence == first
    )

    assert (line.coverage, line.passages, [s.pk for s, _count in line.places]) == ("thin", 1, [situation.pk])


def test_a_save_asks_as_little_of_a_full_dossier_as_of_a_small_one(client):
    asked = []
    for shape in ({"situations": 1, "annexes": 1}, {}):
        dossier = a_full_dossier(**shape) if shape else a_full_dossier(blocks=(5, 5, 4, 4))
        client.force_login(dossier.candidate.user, backend=BACKEND)
        situation = dossier.situations.first()
        page = reverse("candidates:situation", args=[dossier.pk, situation.pk])
        client.get(page)  # the first page of a session also notes the session
        with CaptureQueriesContext(connection) as opened:
            client.get(page)
        with CaptureQueriesContext(connection) as saved:
            path = reverse("candidates:field_save", args=[dossier.pk, situation.key, "title"])
            client.post(path, {"text": "Un titre", "base": 1, "client": "p", "seq": 1})
        asked.append((len(opened), len(saved)))

    assert asked[0] == asked[1]
    assert asked[1][0] <= 20
    assert asked[1][1] <= 15


def test_each_new_situation_leaves_its_own_trace_even_empty(dossier):
    before = AuditEntry.objects.filter(action="situation.saved").count()
    for _ in range(2):
        keeping.write_situation(
            dossier,
            texts={"title": "", "context": "", "presentation": "", "analysis": " "},
            blocks=[],
            illustrations={},
            by=dossier.candidate.user,
            at=timezone.now(),
        )

    assert AuditEntry.objects.filter(action="situation.saved").count() == before + 2
