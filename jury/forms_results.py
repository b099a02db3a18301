"""Forms of what follows a decision: signatures, rectifications, appeals, the calibration page."""

from django import forms

from accounts.models import Role, User
from jury.forms import PersonField
from jury.models import ACQUIRED, TO_EXPLORE, Grounds
from jury.services.rectifying import Correction
from referentials.models import Certification
from ui.forms import DayField, TextField


class SignForm(forms.Form):
    reserve = TextField(
        label="Réserve, si vous en avez une",
        required=False,
        rows=3,
        limit=2000,
        help_text="Elle figure à côté de votre signature. Elle ne change rien à ce qui est décidé.",
    )


class DeclineForm(forms.Form):
    reason = TextField(label="Pourquoi le résultat est bien celui du jury", rows=4, limit=4000)


class RectifyWordsForm(forms.Form):
    error = TextField(label="Ce qui était faux", rows=3, limit=4000)
    right = TextField(label="Ce qui est exact", rows=3, limit=4000)
    why = TextField(
        label="Pourquoi",
        rows=3,
        limit=4000,
        help_text="D’où vient l’erreur, et comment elle a été constatée.",
    )

    def correction(self):
        data = self.cleaned_data
        return Correction(data["error"], data["right"], data["why"])


class RectifyForm(RectifyWordsForm):
    """The chair's: each result of a block not validated may have been written down for another. Fields are
    named by competence."""

    def __init__(self, *args, views, **kwargs):
        super().__init__(*args, **kwargs)
        self.views = views
        for view in views:
            key, code, title = view.competence.pk, view.competence.code, view.competence.title
            now = "Acquise" if view.verdict.is_acquired else "Non acquise"
            other = (TO_EXPLORE, "Non acquise") if view.verdict.is_acquired else (ACQUIRED, "Acquise")
            self.fields[f"verdict_{key}"] = forms.ChoiceField(
                label=f"{code} {title} : résultat",
                choices=[("", f"{now}, sans changement"), other],
                required=False,
            )
            self.fields[f"motive_{key}"] = TextField(
                label=f"Motif pour {code}", required=False, rows=2, limit=4000
            )

    def clean(self):
        """A page opened before another rectification may send a result that is no longer offered: its words
        alone would then be established, and the result not."""
        sent = [name for name, value in self.data.items() if name.startswith("verdict_") and value]
        if any(name not in self.fields for name in sent):
            raise forms.ValidationError(
                "Un des résultats que vous avez changés ne se rectifie plus ici. Relisez la liste ci-dessous."
            )
        return super().clean()

    def lines(self):
        """[(view, result field, motive field or None)]: a motive is asked only for what would no longer be
        acquired."""
        return [
            (
                view,
                self[f"verdict_{view.competence.pk}"],
                self[f"motive_{view.competence.pk}"] if view.verdict.is_acquired else None,
            )
            for view in self.views
        ]

    def correction(self):
        data = self.cleaned_data
        keys = [view.competence.pk for view in self.views]
        verdicts = {
            key: (data[f"verdict_{key}"] == ACQUIRED, data[f"motive_{key}"])
            for key in keys
            if data[f"verdict_{key}"]
        }
        return Correction(data["error"], data["right"], data["why"], verdicts)


class AppealForm(forms.Form):
    grounds = forms.ChoiceField(label="Fondement", choices=Grounds, widget=forms.RadioSelect)
    text = TextField(
        label="Exposé",
        rows=10,
        limit=10_000,
        help_text="Les faits : ce qui a été écrit par erreur, ou ce qui ne s’est pas passé comme prévu.",
    )
    files = forms.FileField(label="Pièces", required=False)  # drawn by the page, which takes several


class AssignAppealForm(forms.Form):
    manager = PersonField(
        label="Confier à", queryset=User.objects.none(), empty_label="Choisir une personne gestionnaire"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        managers = User.objects.with_role(Role.MANAGER).filter(is_active=True)
        self.fields["manager"].queryset = managers.select_related("organisation").order_by(
            "last_name", "first_name"
        )


class AnswerForm(forms.Form):
    """What becomes of an appeal. None of the choices sets a result."""

    REJECT, RECTIFY, NEW_JURY = "reject", "rectify", "new_jury"
    outcome = forms.ChoiceField(
        label="Suite",
        choices=[
            (REJECT, "Rejeter le recours, avec ses raisons"),
            (RECTIFY, "Erreur matérielle : demander à la présidence de rectifier le procès-verbal"),
            (NEW_JURY, "Vice de procédure : annuler la délibération, un nouveau jury reprend à la lecture"),
        ],
        widget=forms.RadioSelect,
    )
    answer = TextField(
        label="Raisons, ou ce que la présidence doit vérifier",
        rows=6,
        limit=10_000,
        help_text="La personne candidate lira les raisons d’un rejet ou d’une annulation.",
    )


class PeriodForm(forms.Form):
    certification = forms.ModelChoiceField(
        label="Certification", queryset=Certification.objects.all(), required=False, empty_label="Toutes"
    )
    du = DayField(label="Du", required=False)
    au = DayField(label="Au", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["certification"].widget.attrs["class"] = "form-select"
        for name in ("du", "au"):
            self.fields[name].widget.attrs["class"] = "form-control"
