"""Changing who judges: before the reading closes only, with the composition checked again (D7, D9)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from jury.conflicts import conflicts_of
from jury.models import Examination, PanelChange, Seat, Stage
from jury.panel import reasons_against, with_panel
from jury.services import replacement
from notifications.models import Message
from rules.errors import DomainError, JuryRefused, QuorumMissing, ReplacementRefused
from tests.acts import (
    assign,
    cast_all,
    chair_of,
    close_deliberation,
    close_reading,
    declare,
    hold_interview,
    make_jury,
    submitted_dossier,
)
from tests.factories import eligible_candidate, juror, manager, published_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def examination():
    version = published_version(blocks=(1,))
    return assign(submitted_dossier(eligible_candidate(version=version)), make_jury(version, size=3))


def member(examination):
    return examination.seats.sitting().filter(is_chair=False).first()


def replace(leaving, entering, *, chair=None, reason="Congé de maladie"):
    chair = chair or chair_of(leaving.examination)
    return replacement.replace_member(
        leaving, entering=entering, chair=chair, reason=reason, by=manager(), at=timezone.now()
    )


def remove(seat, *, reason="Absence prolongée"):
    return replacement.remove_member(seat, reason=reason, by=manager(), at=timezone.now())


def fresh(examination):
    return Examination.objects.get(pk=examination.pk)


def against(examination):
    return reasons_against(with_panel(Examination.objects).get(pk=examination.pk))


def test_who_enters_reads_from_scratch_and_the_whole_jury_is_told(examination):
    leaving, entering = member(examination), juror()
    cast_all(examination, send=False)

    seat = replace(leaving, entering)

    assert (seat.read_at, seat.votes.count()) == (None, 0)
    assert not Examination.objects.visible_to(leaving.juror).exists()
    assert Examination.objects.visible_to(entering).get() == examination
    others = examination.seats.sitting().exclude(pk=seat.pk)
    key = f"examination:{examination.pk}:replaced:{leaving.pk}"
    assert set(Message.objects.filter(key=key).values_list("recipient", flat=True)) == set(
        others.values_list("juror", flat=True)
    )
    assert Message.objects.filter(recipient=entering, subject="Un dossier vous est confié").exists()


def test_the_reading_waits_for_the_votes_of_who_entered_and_counts_those_of_nobody_who_left(examination):
    leaving, entering = member(examination), juror()
    cast_all(examination, missing={"C1.1"})
    replace(leaving, entering)
    declare(examination, entering)
    with pytest.raises(DomainError, match=entering.full_name):
        close_reading(examination)

    seat = examination.seats.get(juror=entering)
    seat.votes.model.objects.create(
        seat=seat, competence=leaving.votes.get().competence, stage=Stage.READING, is_acquired=True
    )
    Seat.objects.filter(pk=seat.pk).update(read_at=timezone.now())
    close_reading(examination)

    assert fresh(examination).verdicts.get().is_acquired is False
    votes = fresh(examination).minutes.get().content["blocks"][0]["competences"][0]["votes"]
    assert votes == {"for": 1, "against": 2}


def test_a_member_tied_to_the_candidate_never_enters(examination):
    entering = juror()
    candidate = examination.dossier.candidate
    candidate.line_manager_email = entering.email
    candidate.save()

    with pytest.raises(JuryRefused, match="responsable hiérarchique"):
        replace(member(examination), entering)

    assert examination.seats.sitting().count() == 3
    assert not PanelChange.objects.exists()


def test_the_share_of_external_members_is_checked_again(examination):
    own = examination.dossier.candidate.user.organisation
    replace(member(examination), juror(organisation=own, unit="Ailleurs"))

    with pytest.raises(JuryRefused, match="extérieur"):
        replace(
            examination.seats.sitting().filter(is_chair=False).exclude(juror__organisation=own).get(),
            juror(organisation=own, unit="Autre"),
        )


def test_once_the_reading_is_closed_nobody_enters_and_the_refusal_offers_the_dissolution(examination):
    cast_all(examination, missing={"C1.1"})
    close_reading(examination)

    with pytest.raises(ReplacementRefused, match="dissolvez ce jury"):
        replace(member(examination), juror())


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_every_change_has_its_reason(examination, reason):
    with pytest.raises(ReplacementRefused, match="pourquoi"):
        remove(member(examination), reason=reason)
    with pytest.raises(ReplacementRefused, match="pourquoi"):
        replace(member(examination), juror(), reason=reason)


def test_nobody_comes_back_nor_is_replaced_twice(examination):
    leaving = member(examination)
    replace(leaving, juror())

    with pytest.raises(ReplacementRefused, match="a déjà été remplacé"):
        replace(leaving, juror())
    with pytest.raises(ReplacementRefused, match="a été écarté"):
        replace(member(examination), leaving.juror)


def test_who_is_not_of_the_pool_for_this_certification_does_not_enter(examination):
    stranger = juror()
    stranger.juror_profile.certifications.clear()

    with pytest.raises(JuryRefused, match="habilité"):
        replace(member(examination), stranger)


def test_the_chair_leaves_and_another_member_takes_it(examination):
    former, next_chair = examination.seats.get(is_chair=True), member(examination)

    replace(former, juror(), chair=next_chair.juror)

    sitting = examination.seats.sitting()
    assert [s.juror_id for s in sitting if s.is_chair] == [next_chair.juror_id]
    assert sitting.count() == 3


def test_a_vacant_chair_blocks_the_closing_until_the_office_names_another(examination):
    former = examination.seats.get(is_chair=True)
    cast_all(examination)
    remove(former)
    assert any("présidence" in reason for reason in against(examination))

    replacement.name_chair(
        member(examination), reason="La présidente est malade", by=manager(), at=timezone.now()
    )
    close_reading(examination)

    assert fresh(examination).is_closed
    assert "préside depuis" in " ".join(line.words for line in conflicts_of(examination))


def test_the_last_vote_seals_even_while_the_chair_is_vacant(examination):
    remove(examination.seats.get(is_chair=True))

    cast_all(examination)

    assert not examination.seats.sitting().filter(read_at=None).exists()


def test_below_the_quorum_nothing_is_decided_after_the_interview(examination):
    cast_all(examination, missing={"C1.1"})
    close_reading(examination)
    held = hold_interview(examination)
    cast_all(held, stage=Stage.INTERVIEW)
    remove(member(examination))
    remove(member(examination))

    with pytest.raises(QuorumMissing, match="doit être dissous"):
        close_deliberation(fresh(examination))

    assert not fresh(examination).decisions.exists()


def what_the_desk_says(client):
    page = client.get(reverse("dashboard"))
    return [one.pk for one in page.context["held_up"]], page.content.decode()


def test_a_quorum_lost_after_the_reading_is_on_the_desk_until_the_jury_is_dissolved(examination, sign_in):
    client, dissolve = sign_in(manager()), reverse("jury:jury_dissolve", args=[examination.pk])
    cast_all(examination, missing={"C1.1"})
    close_reading(examination)
    remove(member(examination))
    before, _page = what_the_desk_says(client)
    remove(member(examination))

    found, page = what_the_desk_says(client)
    of_the_dossier = client.get(reverse("dossier_timeline", args=[examination.dossier_id])).content.decode()
    client.post(dissolve, {"reason": "Il ne reste pas de quorum."})

    assert (before, found) == ([], [examination.pk])
    assert f'href="{dissolve}"' in page
    assert "Il ne reste pas de quorum après la lecture" in of_the_dossier
    assert what_the_desk_says(client)[0] == []


@pytest.mark.parametrize("is_read", [False, True])
def test_a_jury_that_nobody_presides_is_on_the_desk_until_somebody_does(examination, sign_in, is_read):
    client, chair = sign_in(manager()), examination.seats.get(is_chair=True)
    if is_read:
        cast_all(examination, missing={"C1.1"})
        close_reading(examination)
    remove(chair)

    found, page = what_the_desk_says(client)
    of_the_dossier = client.get(reverse("dossier_timeline", args=[examination.dossier_id])).content.decode()
    naming = reverse("jury:chair_name", args=[examination.pk])
    client.post(naming, {"chair": member(examination).pk, "reason": "La présidence est partie."})

    assert found == [examination.pk]
    assert f'href="{naming}"' in page
    assert "Personne ne préside plus ce jury" in of_the_dossier
    assert what_the_desk_says(client)[0] == []


def test_removing_one_member_too_many_says_so_before_and_only_once_the_reading_is_closed(
    examination, sign_in
):
    client = sign_in(manager())

    def is_warned():
        args = [examination.pk, member(examination).pk]
        return "le quorum est perdu" in client.get(reverse("jury:member_remove", args=args)).content.decode()

    while_reading = is_warned()
    cast_all(examination, missing={"C1.1"})
    close_reading(examination)
    with_three = is_warned()
    remove(member(examination))

    assert (while_reading, with_three, is_warned()) == (False, False, True)


def test_what_happened_to_the_jury_is_told_in_words_for_the_minutes(examination):
    leaving, entering = member(examination), juror()
    cast_all(examination)
    remove(leaving, reason="Lien découvert")
    replace(leaving, entering, reason="Remplacement")

    words = [line.words for line in conflicts_of(examination)]

    assert sum("n’avoir aucun lien" in w for w in words) == 3
    assert any(w.startswith(f"{leaving}\u00a0: écarté(e)") and "ne comptent pas" in w for w in words)
    assert any(w.startswith(f"{entering} remplace {leaving}") and "Remplacement" in w for w in words)


def test_the_office_changes_a_jury_through_its_pages(examination, sign_in):
    office, leaving, entering = manager(), member(examination), juror()
    client = sign_in(office)
    args = [examination.pk, leaving.pk]

    client.post(reverse("jury:member_remove", args=args), {"reason": "Absente"})
    client.post(
        reverse("jury:member_replace", args=args),
        {"entering": entering.pk, "chair": chair_of(examination).pk, "reason": "Absente"},
    )
    seat = examination.seats.get(juror=entering)
    client.post(
        reverse("jury:chair_name", args=[examination.pk]), {"chair": seat.pk, "reason": "Elle préside"}
    )

    kinds = list(PanelChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["removed", "replaced", "chair"]
    assert client.get(reverse("jury:panel", args=[examination.pk])).status_code == 200
