"""Forms about who judges one dossier: links declared, members removed or replaced, the chair."""

from django import forms

from accounts.models import Role, User
from jury.forms import PersonField
from jury.models import Link, Seat
from ui.forms import TextField

NONE, SOME = "none", "some"


class DeclarationForm(forms.Form):
    """Nothing is preselected: a statement is made, not confirmed."""

    has_link = forms.ChoiceField(
        label="Votre déclaration",
        choices=[
            (NONE, "Je n’ai aucun lien, ni familial, ni personnel, ni professionnel, avec cette personne"),
            (SOME, "J’ai un lien avec cette personne"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Déclarez un lien, ou que vous n’en avez aucun."},
    )
    kind = forms.ChoiceField(
        label="Nature du lien", choices=[("", "Choisir, si vous avez un lien"), *Link.choices], required=False
    )
    text = TextField(
        label="Ce lien, en quelques mots",
        required=False,
        rows=3,
        limit=2000,
        help_text="Lu par les gestionnaires seulement.",
    )

    def declared(self):
        data = self.cleaned_data
        return {"has_link": data["has_link"] == SOME, "kind": data["kind"], "text": data["text"]}


class RemoveForm(forms.Form):
    reason = TextField(label="Raison", rows=3, limit=2000, help_text="Elle figure au procès-verbal.")


class SeatField(forms.ModelChoiceField):
    def label_from_instance(self, seat):
        return seat.juror.full_name


class ReplaceForm(RemoveForm):
    """`entering` comes from the pool for this certification; `chair` presides from then on."""

    entering = PersonField(
        label="Qui entre au jury",
        queryset=User.objects.none(),
        empty_label="Choisir dans les membres du jury",
    )
    chair = PersonField(label="Présidence", queryset=User.objects.none(), empty_label="Choisir")
    field_order = ["entering", "chair", "reason"]

    def __init__(self, *args, leaving, **kwargs):
        super().__init__(*args, **kwargs)
        examination = leaving.examination
        people = User.objects.with_role(Role.JUROR).select_related("organisation")
        known = Seat.objects.filter(examination=examination).values("juror")
        entering = people.filter(juror_profile__certifications=examination.jury.certification_id).exclude(
            pk__in=known
        )
        staying = Seat.objects.sitting().filter(examination=examination).exclude(pk=leaving.pk)
        self.fields["entering"].queryset = entering
        self.fields["chair"].queryset = people.filter(pk__in=staying.values("juror")) | entering
        self.fields["chair"].initial = next((seat.juror_id for seat in staying if seat.is_chair), None)


class ChairForm(RemoveForm):
    chair = SeatField(
        label="Qui préside", queryset=Seat.objects.none(), empty_label="Choisir un membre qui siège"
    )
    field_order = ["chair", "reason"]

    def __init__(self, *args, examination, **kwargs):
        super().__init__(*args, **kwargs)
        seats = Seat.objects.sitting().filter(examination=examination, is_chair=False)
        self.fields["chair"].queryset = seats.select_related("juror")
