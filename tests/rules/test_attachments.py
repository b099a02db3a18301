import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attachments import DescribedAttachment, Quota, check_room, holes_in_attachments
from rules.errors import AttachmentRefused
from rules.french import size

sizes = st.integers(1, 10_000)
annexes = st.builds(
    DescribedAttachment,
    key=st.integers(1),
    name=st.just("photo.jpg"),
    label=st.sampled_from(["", "  ", "Le planning"]),
    is_anonymous=st.booleans(),
    is_in_quarantine=st.booleans(),
    is_infected=st.booleans(),
    competences=st.integers(0, 3),
)


@given(held=st.lists(sizes, max_size=5), adding=sizes, files=st.integers(1, 6), total=st.integers(1, 60_000))
def test_a_file_finds_room_within_both_limits_and_in_no_other_case(held, adding, files, total):
    fits = len(held) + 1 <= files and sum(held) + adding <= total

    if fits:
        check_room(Quota(files, total), held, adding=adding)
    else:
        with pytest.raises(AttachmentRefused):
            check_room(Quota(files, total), held, adding=adding)


def test_the_last_place_and_the_last_byte_may_be_taken():
    check_room(Quota(2, 30), [10], adding=20)

    with pytest.raises(AttachmentRefused, match="dépasseraient 1\u00a0Ko en tout"):
        check_room(Quota(2, 30), [10], adding=21)
    with pytest.raises(AttachmentRefused, match="déjà 2\u00a0annexes, le maximum est de 2"):
        check_room(Quota(2, 30), [1, 1], adding=1)


@given(annexe=annexes)
def test_an_annexe_is_ready_once_named_anonymous_and_let_through_and_not_before(annexe):
    is_ready = (
        bool(annexe.label.strip())
        and annexe.is_anonymous
        and not annexe.is_in_quarantine
        and not annexe.is_infected
    )

    required = [hole for hole in holes_in_attachments([annexe]) if hole.is_required]

    assert (not required) == is_ready
    assert all(hole.annexe == annexe.key and annexe.called in hole.sentence for hole in required)


@given(annexe=annexes)
def test_an_annexe_that_supports_nothing_is_told_of_and_never_refused(annexe):
    advice = [hole for hole in holes_in_attachments([annexe]) if not hole.is_required]

    assert len(advice) == (annexe.competences == 0 and not annexe.is_infected)


def test_an_infected_file_asks_for_its_removal_and_nothing_else():
    infected = DescribedAttachment(1, "bilan.pdf", "", False, False, True, 0)

    assert [hole.sentence for hole in holes_in_attachments([infected])] == [
        "L’annexe «\u00a0bilan.pdf\u00a0» est refusée par l’antivirus : retirez-la."
    ]


@pytest.mark.parametrize(
    ("octets", "words"),
    [(1, "1 Ko"), (350_000, "350 Ko"), (1_400_000, "1,4 Mo"), (2_000_000, "2 Mo"), (99_600_000, "100 Mo")],
)  # fmt: skip
def test_a_size_is_told_as_phones_and_disks_tell_it(octets, words):
    assert size(octets) == words.replace(" ", "\u00a0")
