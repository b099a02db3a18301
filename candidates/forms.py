"""Forms about candidates and their dossiers. They check shape; rules check sense."""

from django import forms
from django.utils import timezone

from accounts.forms import OrganisationField
from candidates.models import Route, Sex
from referentials.models import Version
from ui.forms import AddressField, DayField, LineField

IDENTITY = [
    "route",
    "sex",
    "birth_name",
    "used_name",
    "first_names",
    "birth_date",
    "birth_place",
    "birth_area",
    "line_manager_name",
    "line_manager_email",
    "companion_email",
    "feasibility_requested_on",
    "feasibility_is_accepted",
    "feasibility_decided_on",
    "feasibility_valid_until",
]
YOUNGEST = 16  # when work may begin: no practice can be told of before
ANSWERS = [("", "Pas encore de réponse"), ("yes", "Acceptée"), ("no", "Refusée")]


def age_on(day, born):
    """In full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class VersionField(forms.ModelChoiceField):
    """Two certifications may bear one acronym: the title and the code tell them apart."""

    def label_from_instance(self, version):
        return f"{version}, {version.title} – {version.certification.code}"


class CandidateForm(forms.Form):
    """A person as on the civil record, where they work, and the route they follow."""

    first_names = LineField(label="Prénoms", max_length=150, help_text="Tous, dans l’ordre de l’état civil.")
    birth_name = LineField(label="Nom de naissance", max_length=120)
    used_name = LineField(
        label="Nom d’usage", max_length=120, required=False, help_text="S’il diffère du nom de naissance."
    )
    sex = forms.ChoiceField(label="Sexe à l’état civil", choices=[("", "Choisir"), *Sex.choices])
    birth_date = DayField(label="Date de naissance")
    birth_place = LineField(label="Commune de naissance", max_length=120)
    birth_area = LineField(
        label="Département ou pays de naissance",
        max_length=80,
        help_text="« 29 », ou le pays pour une naissance à l’étranger.",
    )
    email = AddressField(label="Adresse électronique", help_text="L’invitation y sera envoyée.")
    organisation = OrganisationField()
    unit = LineField(label="Service", max_length=200)
    function = LineField(label="Fonction", max_length=200, required=False)
    line_manager_name = LineField(label="Responsable hiérarchique", max_length=200)
    line_manager_email = AddressField(
        label="Adresse électronique du ou de la responsable",
        help_text="Cette personne ne pourra pas siéger dans le jury.",
    )
    version = VersionField(label="Certification", queryset=Version.objects.none(), empty_label=None)
    route = forms.ChoiceField(label="Voie", choices=Route, initial=Route.TRAINING, widget=forms.RadioSelect)
    feasibility_requested_on = DayField(label="Recevabilité demandée le", required=False)
    feasibility_is_accepted = forms.ChoiceField(label="Réponse", choices=ANSWERS, required=False)
    feasibility_decided_on = DayField(label="Réponse du", required=False)
    feasibility_valid_until = DayField(
        label="Valable jusqu’au", required=False, help_text="Laissez vide si aucune limite n’est fixée."
    )
    companion_email = AddressField(
        label="Adresse électronique de la personne qui accompagne",
        required=False,
        help_text="Elle ne pourra pas siéger dans le jury.",
    )

    def __init__(self, *args, today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today or timezone.localdate()
        self.fields["version"].queryset = Version.objects.in_force().select_related("certification")

    def clean_first_names(self):
        names = " ".join(self.cleaned_data["first_names"].replace(",", " ").split())
        if not names:
            raise forms.ValidationError("Écrivez au moins un prénom.")
        return names

    def clean_used_name(self):
        used = self.cleaned_data["used_name"]
        return "" if used.casefold() == self.cleaned_data.get("birth_name", "").casefold() else used

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if not born.year >= 1900 or born > self.today:
            raise forms.ValidationError("Cette date de naissance n’est pas possible : vérifiez l’année.")
        if age_on(self.today, born) < YOUNGEST:
            raise forms.ValidationError(
                f"Cette personne aurait moins de {YOUNGEST} ans : vérifiez la date de naissance."
            )
        return born

    def clean_feasibility_is_accepted(self):
        return {"yes": True, "no": False}.get(self.cleaned_data["feasibility_is_accepted"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("route") != Route.VAE:
            cleaned |= {
                "feasibility_requested_on": None,
                "feasibility_is_accepted": None,
                "feasibility_decided_on": None,
                "feasibility_valid_until": None,
                "companion_email": "",
            }
            return cleaned
        asked, answer, decided = (
            cleaned.get(name)
            for name in ("feasibility_requested_on", "feasibility_is_accepted", "feasibility_decided_on")
        )
        if answer is not None and not decided:
            self.add_error("feasibility_decided_on", "Écrivez la date de la réponse.")
        if answer is None and decided:
            self.add_error("feasibility_is_accepted", "Choisissez la réponse donnée à cette date.")
        if (answer is not None or decided) and not asked:
            self.add_error("feasibility_requested_on", "Écrivez la date de la demande.")
        if asked and decided and decided < asked:
            self.add_error("feasibility_decided_on", "La réponse ne peut pas précéder la demande.")
        limit = cleaned.get("feasibility_valid_until")
        if limit and not asked:
            self.add_error("feasibility_requested_on", "Écrivez la date de la demande.")
        if limit and (decided or asked) and limit < (decided or asked):
            self.add_error(
                "feasibility_valid_until",
                "La validité ne peut pas finir avant la demande ni avant la réponse.",
            )
        for name, what in [("requested_on", "demande"), ("decided_on", "réponse")]:
            if (told := cleaned.get(f"feasibility_{name}")) and told > self.today:
                self.add_error(f"feasibility_{name}", f"La date de la {what} est à venir : vérifiez-la.")
        return cleaned

    def identity(self):
        return {name: self.cleaned_data[name] for name in IDENTITY}

    def posting(self):
        return {name: self.cleaned_data[name] for name in ("organisation", "unit", "function")}


class CorrectCandidateForm(CandidateForm):
    """The same, for somebody registered: the account and the certification stay."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["email"], self.fields["version"]


def initial_of(candidate):
    answer = {True: "yes", False: "no", None: ""}[candidate.feasibility_is_accepted]
    return {
        **{name: getattr(candidate, name) for name in IDENTITY},
        "feasibility_is_accepted": answer,
        "organisation": str(candidate.user.organisation or ""),
        "unit": candidate.user.unit,
        "function": candidate.user.function,
    }


class AttendanceForm(forms.Form):
    """A module, planned or followed."""

    started_on = DayField(label="Premier jour")
    ended_on = DayField(label="Dernier jour")
    is_followed = forms.BooleanField(
        label="Le module a été suivi",
        required=False,
        help_text="Ne cochez pas tant qu’il est seulement planifié.",
    )
    training_body = OrganisationField(label="Organisme de formation", required=False)
    trainer_email = AddressField(
        label="Adresse du formateur ou de la formatrice",
        required=False,
        help_text="Cette personne ne pourra pas siéger dans le jury. Les membres connus sont proposés.",
        widget=forms.EmailInput(attrs={"list": "people"}),
    )


class StartDossierForm(forms.Form):
    """Which blocks to present."""

    blocks = forms.ModelMultipleChoiceField(
        label="Blocs à présenter",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un bloc."},
    )

    taken_up_from = forms.ModelChoiceField(
        label="Point de départ",
        queryset=None,
        required=False,
        error_messages={"invalid_choice": "Ce dossier ne peut pas être repris : choisissez-en un autre."},
    )

    def __init__(self, *args, candidate, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["blocks"].queryset = candidate.version.blocks.all()
        self.fields["taken_up_from"].queryset = earlier


class ConfirmForm(forms.Form):
    """A confirmation: nothing to fill in, a place for refusals."""


class SubmitForm(forms.Form):
    is_own_work = forms.BooleanField(
        label="Ce dossier décrit ma propre pratique, et les personnes citées ne peuvent pas être reconnues.",
        error_messages={"required": "Cochez cette déclaration pour déposer votre dossier."},
    )
