"""Sent back before its reading, completed, read again: from the office to the jury, over HTTP."""

import re

import pytest

from candidates.models import Dossier, Submission
from tests import acts
from tests.factories import eligible_candidate
from tests.journeys import path
from tests.journeys.pages import Page

pytestmark = pytest.mark.django_db
NEW = "Avec le recul, j’aurais réuni l’équipe dès la première semaine."


@pytest.fixture
def world(make_world):
    return make_world(blocks=(2,))


@pytest.fixture
def candidate(world):
    found = eligible_candidate(version=world.version)
    person = world.arrive(found.user)
    person.pk = found.pk
    return person


def marked(page, tag):
    """What a comparison marks, as it is read aloud."""
    return [
        " ".join(re.sub("<[^>]*>", "", t).split())
        for t in re.findall(f"<{tag}>(.*?)</{tag}>", page.source, re.S)
    ]


def sent_back(world, pk, **typed):
    situation = Dossier.objects.get(pk=pk).situations.get()
    page = world.office.send(
        "candidates:dossier_return",
        pk,
        until="16/03/2026",
        text_1="L’analyse raconte sans analyser.",
        place_1=f"analysis:{situation.pk}",
        text_2="Une situation de plus serait utile.",
        place_2="situations",
        **typed,
    )
    assert "Le dossier est renvoyé" in page.text
    return situation


def test_a_dossier_is_sent_back_completed_and_the_jury_sees_what_changed(world, candidate):
    pk = path.submitted(candidate, list(world.version.blocks.all()))
    candidate.news(), world.office.news()
    situation = sent_back(world, pk)

    # the candidate is told, and the next step is the page
    assert candidate.news() == ["Votre dossier est à compléter"]
    home = candidate.home()
    assert home.now == "Compléter votre dossier pour le bloc 1"
    assert "jusqu’au 16 mars 2026 inclus" in home.text
    assert home.tiles == ["À compléter"]
    assert "À compléter" in candidate.get("candidates:dossiers").text
    page = candidate.get("candidates:dossier", pk)
    assert "L’analyse raconte sans analyser." in page.text
    assert f'href="/dossiers/{pk}/situations/{situation.pk}/#div_id_analysis"' in page.source
    assert f'href="/dossiers/{pk}/situations/nouvelle/"' in page.source

    # an answer is kept, one that is missing is asked for at its place
    answer = candidate.post("candidates:dossier_complete", pk, press="submit", answer_1="Analyse reprise.")
    assert Page(answer).refusals == {"answer_2": ["Répondez à ce point avant de déposer de nouveau."]}
    assert candidate.get("candidates:dossier", pk).form(["answer_1"]).values["answer_1"] == [
        "Analyse reprise."
    ]

    # only what is reopened changes, and what was typed is still there
    refused = Page(candidate.post("candidates:situation", pk, situation.pk, context="Autre contexte"))
    assert list(refused.refusals) == ["context"]
    assert refused.form(["context"]).values["context"] == ["Autre contexte"]
    candidate.send("candidates:situation", pk, situation.pk, analysis=f"{NEW} {situation.analysis}")

    submit = candidate.get("candidates:dossier_submit", pk)
    assert "1 point attend votre réponse" in submit.text
    assert submit.form(["is_own_work"]).buttons == []  # the button waits too
    refused = Page(candidate.post("candidates:dossier_submit", pk, is_own_work="on"))
    assert "attend votre réponse" in refused.refusals[""][0]
    candidate.send(
        "candidates:dossier_complete", pk, press="submit", answer_2="Une seule suffit, je l’ai étoffée."
    )
    candidate.send("candidates:dossier_submit", pk, is_own_work="on")

    first, second = Submission.objects.order_by("number")
    assert (first.dossier_id, second.number) == (pk, 2)

    # the office reads the answers and what changed; so does the candidate
    for person in (world.office, candidate):
        versions = person.get("candidates:versions", pk)
        for words in (
            first.receipt,
            first.sha256,
            second.receipt,
            second.sha256,
            "Une seule suffit, je l’ai étoffée.",
        ):
            assert words in versions.text
        assert "version 1, déposée" in person.get("candidates:version", pk, 1).text
        changes = person.get("candidates:version_changes", pk, 2)
        assert (marked(changes, "ins")[1:], marked(changes, "del")[1:]) == (
            [f"[ajouté : {NEW} fin de l’ajout]"],
            [],
        )

    # the jury reads the second version, and is shown the first beside it
    jury = path.constituted(world)
    examination = path.entrusted(world, pk, jury)
    room = world.chair.get("jury:reading", examination)
    assert "Ce qui a changé depuis la version 1" in room.text
    assert "Ce qui a changé depuis la version 1" in world.chair.get("jury:dossier_whole", examination).text
    changes = world.chair.get("jury:changes", examination)
    assert marked(changes, "ins")[1:] == [f"[ajouté : {NEW} fin de l’ajout]"]
    assert "Situation 1 · L’accueil du lundi" in changes.text


def test_after_the_day_the_text_is_kept_and_the_office_may_extend(world, candidate, go_to):
    pk = path.submitted(candidate, list(world.version.blocks.all()))
    situation = sent_back(world, pk)
    candidate.send("candidates:situation", pk, situation.pk, analysis=NEW)
    candidate.send("candidates:dossier_complete", pk, answer_1="Fait.", answer_2="Fait.")
    go_to(2026, 3, 17, 0, 0)

    assert "La date du 16 mars 2026 est passée" in candidate.home().text
    late = Page(candidate.post("candidates:dossier_submit", pk, is_own_work="on"))
    assert "demandez aux gestionnaires de prolonger la date" in late.refusals[""][0]
    assert "1 dossier à compléter a dépassé sa date" in world.office.get("dashboard").text
    assert "à compléter jusqu’au 16 mars 2026" in world.office.get("/gestion/dossiers/?etat=returned").text
    refused = Page(world.office.post("candidates:completion_extend", pk, until="16/03/2026"))
    assert list(refused.refusals) == ["until"]
    candidate.news()
    world.office.send("candidates:completion_extend", pk, until="17/03/2026")

    assert candidate.news() == ["Vous avez plus de temps pour compléter votre dossier"]
    candidate.send("candidates:dossier_submit", pk, is_own_work="on")
    assert Submission.objects.count() == 2


def test_a_request_that_is_cancelled_gives_the_text_back_and_keeps_what_was_begun(world, candidate):
    pk = path.submitted(candidate, list(world.version.blocks.all()))
    situation = sent_back(world, pk)
    candidate.send("candidates:situation", pk, situation.pk, analysis=NEW)
    world.office.send("candidates:completion_cancel", pk)

    assert "Votre dossier n’est plus à compléter" in candidate.news()
    assert "Vous pouvez encore le retirer" in candidate.get("candidates:dossier", pk).text
    assert NEW not in candidate.get("candidates:dossier_read", pk).text
    versions = candidate.get("candidates:versions", pk)
    unsent = re.search(r'href="([^"]+non-deposee[^"]+)"', versions.source)[1]
    assert NEW in candidate.get(unsent).text
    assert "non-deposee" not in world.office.get("candidates:versions", pk).source
    assert world.office.status_of(unsent) == 403
    assert Submission.objects.count() == 1


def test_the_manager_has_as_many_points_as_needed_and_may_open_everything(world, candidate):
    pk = path.submitted(candidate, list(world.version.blocks.all()))
    page = world.office.get("candidates:dossier_return", pk)
    typed = {"until": "16/03/2026", "text_1": "Tout est à revoir.", "opens_all": "on"}
    more = Page(world.office.ask("post", page.path, page.form(typed).filled(typed, press="more")))

    form = more.form(["text_6"])
    assert {name: form.values[name] for name in typed} == {
        **{k: [v] for k, v in typed.items()},
        "until": ["2026-03-16"],
    }
    assert more.refusals == {}
    world.office.ask("post", page.path, form.filled({"text_6": "Et la fin aussi."}))

    opened = candidate.get("candidates:dossier", pk)
    assert "Tout le dossier est rouvert" in opened.text
    situation = Dossier.objects.get(pk=pk).situations.get()
    candidate.send(
        "candidates:situation", pk, situation.pk, title="Un tout autre titre", context=acts.TEXT * 2
    )


def test_a_returned_dossier_may_be_withdrawn_from_its_page(world, candidate):
    pk = path.submitted(candidate, list(world.version.blocks.all()))
    sent_back(world, pk)
    world.office.news()

    candidate.send("candidates:dossier_withdraw", pk)

    assert world.office.news() == ["Un dossier est retiré"]
    assert Dossier.objects.get(pk=pk).state == "withdrawn"


def test_mentions_are_reviewed_one_by_one_before_submitting(world, candidate):
    pk = path.written(candidate, list(world.version.blocks.all()))
    situation = Dossier.objects.get(pk=pk).situations.get()
    text = f"{acts.TEXT} Mme Durand et Mme Services, n° 1 84 12 76 451 089 46."
    candidate.send("candidates:situation", pk, situation.pk, analysis=text)

    submit = candidate.get("candidates:dossier_submit", pk)
    assert "3 mentions de personnes à relire" in submit.text
    refused = Page(candidate.post("candidates:dossier_submit", pk, is_own_work="on"))
    assert [s[:22] for s in refused.refusals[""]] == ["Votre texte contient 1", "Il reste 2 mentions à "]

    page = candidate.get("candidates:dossier_mentions", pk)
    replaces = [form for form in page.forms if "instead" in form.names]
    keeps = [form for form in page.forms if form.values.get("decision") == ["keep"]]
    assert [form.values["instead"] for form in replaces] == [
        ["Mme\u00a0D."],
        ["Mme\u00a0S."],
        ["[numéro retiré]"],
    ]
    assert [form.values["text"] for form in keeps] == [["Mme Durand"], ["Mme Services"]]

    # a number is kept by no button, nor by hand
    by_hand = keeps[0].filled({"kind": "nir", "text": "1 84 12 76 451 089 46"})
    assert "ne se garde pas" in Page(candidate.ask("post", page.path, by_hand)).text
    empty = Page(candidate.ask("post", page.path, replaces[0].filled({"instead": ""})))
    assert "Écrivez ce qui prend la place de cette mention" in empty.text
    candidate.ask("post", page.path, replaces[2].filled({}))
    # the other forms of the page are now of an older text: refused, what was typed shown
    stale = Page(candidate.ask("post", page.path, replaces[0].filled({"instead": "une collègue"})))
    assert "Ce texte a changé depuis que cette page est ouverte" in stale.text
    assert "« une collègue »" in stale.text
    page = candidate.get("candidates:dossier_mentions", pk)
    first = next(form for form in page.forms if "instead" in form.names)
    candidate.ask("post", page.path, first.filled({"instead": "une collègue"}))
    candidate.ask("post", page.path, keeps[1].filled({}))

    page = candidate.get("candidates:dossier_mentions", pk)
    assert "Aucune mention n’attend votre décision" in page.text
    assert "« Mme Services »" in page.text
    candidate.send("candidates:dossier_submit", pk, is_own_work="on")
    analysis = Submission.objects.get().content["situations"][0]["analysis"]
    assert analysis.endswith("une collègue et Mme Services, n° [numéro retiré].")
