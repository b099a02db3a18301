"""A member's vote on one competence, kept field by field."""

from django import forms

from candidates.forms_kept import FieldForm, KeptForm
from jury.models import ACQUIRED, TO_EXPLORE, Stage
from jury.services.voting import LACKS, VOTE_FIELDS
from ui.forms import TextField

LIMITS = {"comment": 4000, "question": 2000, "note": 4000}


class VoteForm(KeptForm):
    """One's view of one competence: no answer is preselected, and a vote half-made is kept."""

    KEPT = VOTE_FIELDS
    ANSWERS = [(ACQUIRED, "Acquise"), (TO_EXPLORE, "À approfondir")]
    UNDECIDED = "Choisissez « acquise » ou « à approfondir »."

    comment = TextField(
        label="Ce qui manque",
        required=False,
        rows=4,
        limit=LIMITS["comment"],
        keeps_edges=True,
        help_text="Obligatoire si « à approfondir » : la personne candidate le lira pour préparer "
        "l’entretien. Si la compétence est acquise, un commentaire pour le jury, si vous voulez.",
    )
    question = TextField(
        label="Question pour l’entretien",
        required=False,
        rows=2,
        limit=LIMITS["question"],
        keeps_edges=True,
        help_text="Lue du jury seulement.",
    )
    note = TextField(
        label="Note personnelle",
        required=False,
        rows=2,
        limit=LIMITS["note"],
        keeps_edges=True,
        help_text="Vous seul(e) la verrez, toujours : ni vos collègues, ni le procès-verbal.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choice"] = forms.ChoiceField(
            label="Votre avis", choices=self.ANSWERS, widget=forms.RadioSelect, required=False
        )
        self.order_fields(["choice"])
        self.add_versions()

    def is_whole(self):
        """Decided, and explained when it is not acquired; what lacks is said at its field, beside what else
        is refused."""
        refused = set(self.errors)
        choice, comment = (self.cleaned_data.get(name, "") for name in ("choice", "comment"))
        if not choice and "choice" not in refused:
            self.add_error("choice", self.UNDECIDED)
        elif choice == TO_EXPLORE and not comment.strip() and "comment" not in refused:
            self.add_error("comment", LACKS)
        return not self.errors


class InterviewVoteForm(VoteForm):
    """After the interview: acquired or not."""

    ANSWERS = [(ACQUIRED, "Acquise"), (TO_EXPLORE, "Non acquise")]
    UNDECIDED = "Choisissez « acquise » ou « non acquise »."

    comment = TextField(
        label="Motif",
        required=False,
        rows=4,
        limit=LIMITS["comment"],
        keeps_edges=True,
        help_text="Obligatoire si « non acquise » : la présidence en fera le motif que lira la personne "
        "candidate.",
    )
    question = None


def vote_form(stage):
    return VoteForm if stage == Stage.READING else InterviewVoteForm


def vote_field_form(data, *, name, stage):
    """The form of one field of a vote that saves itself."""
    if name == "choice":
        text = forms.ChoiceField(choices=vote_form(stage).ANSWERS, required=False)
    else:
        text = TextField(required=False, keeps_edges=True, limit=LIMITS[name])
    return FieldForm(data, text=text)


class VoteChangeForm(forms.Form):
    """A vote that was sent, changed with its reason."""

    choice = forms.ChoiceField(label="Votre avis", widget=forms.RadioSelect)
    comment = TextField(label="Ce qui manque", required=False, rows=4, limit=LIMITS["comment"])
    question = TextField(label="Question pour l’entretien", required=False, rows=2, limit=LIMITS["question"])
    why = TextField(
        label="Pourquoi vous changez cet avis",
        rows=3,
        limit=2000,
        help_text="L’avis d’avant, le nouveau et cette raison restent dans l’historique ; la présidence est "
        "prévenue.",
        error_messages={"required": "Écrivez pourquoi vous changez cet avis : la présidence le lira."},
    )

    def __init__(self, *args, stage, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = vote_form(stage).ANSWERS
        if stage == Stage.INTERVIEW:
            self.fields["comment"].label = "Motif"
            del self.fields["question"]

    def answers(self):
        """What `change_vote` takes."""
        data = self.cleaned_data
        return {
            "is_acquired": data["choice"] == ACQUIRED,
            "comment": data["comment"],
            "question": data.get("question", ""),
            "why": data["why"],
        }
