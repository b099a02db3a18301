"""Who is there at national size: candidates, their modules, managers, juries."""

from accounts.models import Organisation, Role, User
from candidates.models import Candidate, ModuleAttendance
from jury.models import JurorProfile, Jury, JuryMember
from tests.benchmarks.bulk import insert
from tests.benchmarks.names import birth_name, first_names, searched

JURY_SIZE = 3
A_PAGE_OF_JURIES = 34  # their members fill more than one page too
FIRST_JUROR = 10_000_000  # far above the candidates' own keys, so that one may be added to the other
OFFICE = 20_000_000


class Population:
    """The service of one version, to be grown from `start` candidates to `end`. Keys are ranks: candidate
    12 is user 12, and files dossiers 24 and 25."""

    def __init__(self, version, *, people_per_jury=300):
        self.version, self.people_per_jury = version, people_per_jury
        self.blocks = list(version.blocks.all())
        self.modules = list(version.modules.all())
        self.jurors = 0

    def _people(self, start, end):
        if start == 1:
            insert(
                Organisation,
                "generate_series(1, 400) AS i",
                id="i",
                name="'Caisse ' || i",
                folded="'caisse ' || i",
            )
            insert(
                User,
                "generate_series(1, 2) AS i",
                id=f"{OFFICE} + i",
                email="'gestion' || i || '@organisme.example'",
                password="'!'",
                first_name="'Sophie'",
                last_name="'Gestion ' || i",
                roles=f"ARRAY['{Role.MANAGER}']",
                organisation_id="1",
            )
        insert(
            User,
            self.range,
            id="i",
            email="'personne' || i || '@organisme.example'",
            password="'!'",
            first_name=first_names(),
            last_name=birth_name(),
            roles=f"ARRAY['{Role.CANDIDATE}']",
            organisation_id="1 + i % 400",
        )
        insert(
            Candidate,
            self.range,
            id="i",
            user_id="i",
            certification_id=str(self.version.certification_id),
            version_id=str(self.version.pk),
            route="CASE WHEN i % 10 = 0 THEN 'vae' ELSE 'training' END",
            sex="'F'",
            birth_name=birth_name(),
            first_names=first_names(),
            birth_date="DATE '1980-01-01' + (i % 9000)::int",
            birth_place="'Quimper'",
            birth_area="'29'",
            registered_at="now() - interval '900 days' + i * interval '6 minutes'",
            search=searched() + " || ' personne' || i || '@organisme.example'",
        )
        for rank, module in enumerate(self.modules):
            insert(
                ModuleAttendance,
                self.range,
                candidate_id="i",
                module_id=str(module.pk),
                started_on=f"current_date - 800 + {20 * rank}",
                ended_on=f"current_date - 799 + {20 * rank}",
                is_followed="true",
            )

    def _juries(self, end):
        """One juror for a hundred candidates, unless said otherwise, in juries of three; more juries than a
        page shows, whatever the size."""
        self.at_work = end // self.people_per_jury + 1
        wanted = max(A_PAGE_OF_JURIES, self.at_work)
        ranks = f"generate_series({self.jurors // JURY_SIZE}, {wanted - 1}) AS j"
        members = f"{ranks}, generate_series(0, {JURY_SIZE - 1}) AS k"
        person = f"{FIRST_JUROR} + j * {JURY_SIZE} + k"
        insert(
            User,
            members,
            id=person,
            email=f"'juror' || {person} || '@organisme.example'",
            password="'!'",
            first_name="'Hervé'",
            last_name=f"'Juror ' || {person}",
            roles=f"ARRAY['{Role.JUROR}']",
            organisation_id="1 + (j + k) % 400",
        )
        insert(JurorProfile, members, user_id=person, college="'employer'", created_at="now()")
        insert(
            Jury,
            ranks,
            id=f"{FIRST_JUROR} + j",
            name="'Jury ' || j",
            certification_id=str(self.version.certification_id),
            constituted_at="now() - interval '900 days' + j * interval '1 hour'",
        )
        insert(JuryMember, members, jury_id=f"{FIRST_JUROR} + j", user_id=person, is_chair="k = 0")
        self.jurors = wanted * JURY_SIZE
