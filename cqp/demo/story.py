"""The demonstration: a service as it is lived in, with somebody at every stage of the path."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from candidates.models import Candidate, Measure
from cqp.demo.acts import World
from jury.models import Stage


@transaction.atomic
def tell(version, *, now):
    """Make everything, or nothing."""
    world = World(version, now)
    world.make_workers()
    world.make_juries()
    for chapter in (
        newcomers,
        writers,
        waiting_for_a_jury,
        read_by_a_jury,
        before_and_after_an_interview,
        holders,
        results_of_a_session,
        by_experience,
    ):
        chapter(world)
    world.let_everybody_in()


def newcomers(world):
    """Modules missing, modules in the wrong order, everything ready for a first dossier."""
    karim = world.register("karim.benali", 20)
    world.module(karim, 1, -12, is_followed=False)
    claire = world.register("claire.martin", 120)
    world.module(claire, 2, 80)
    world.module(claire, 1, 45)
    nadia = world.register("nadia.haddad", 150)
    world.both_modules(nadia, 110)


def writers(world):
    thomas = world.register("thomas.petit", 90)
    world.module(thomas, 1, 50)
    world.declare(thomas, 2, 9)
    draft = world.write(thomas, [1], 30, voice="m", unfinished=("C1.4", "C1.5", "analysis"))
    world.mention(
        draft,
        "Mme Le Bris, qui tenait le poste avant moi, m’a transmis ses tableaux\u00a0; je la joignais au "
        "02 98 00 00 00 ou par a.lebris@organisme.example. Mme la directrice a validé le plan.",
        26,
    )


def waiting_for_a_jury(world):
    sophie = world.register("sophie.lefevre", 200)
    world.both_modules(sophie, 160)
    world.submit(world.write(sophie, [2], 40, voice="f"), 6)
    julien = world.register("julien.moreau", 220)
    world.both_modules(julien, 180)
    world.submit(world.write(julien, [1, 3], 80, voice="m", skip=1), 41)


def read_by_a_jury(world):
    anne = world.register("anne-charlotte.de-la-rochefoucauld", 210)
    world.both_modules(anne, 170)
    winter = world.session("A", "Session d’hiver", 21, -24)
    world.answer_to_session(winter, "herve.castel", 15)
    world.answer_to_session(winter, "laurence.bonnet", 10)
    written = world.submit(world.write(anne, [1, 3], 50, voice="f"), 20)
    examination = world.assign(written, "A", 12, session=winter)
    world.vote(examination, Stage.READING, 4, doubts=("C3.2",), send=False, members=1)

    yusuf = world.register("yusuf.ozturk", 240)
    world.both_modules(yusuf, 200)
    examination = world.assign(world.submit(world.write(yusuf, [2, 4], 60, voice="m"), 34), "C", 26)
    world.vote(examination, Stage.READING, 3, doubts=("C4.3",), dissent=("C2.5",))


def before_and_after_an_interview(world):
    elodie = world.register("elodie.faure", 230)
    world.both_modules(elodie, 190)
    examination = world.assign(world.submit(world.write(elodie, [2], 55, voice="f", skip=1), 30), "B", 22)
    world.vote(examination, Stage.READING, 6, doubts=("C2.2", "C2.5"))
    world.close_reading(examination, 5)
    world.offer_slots(examination, 3, (-18, -20, -25))

    maelys = world.register("maelys.nguessan", 260)
    world.arrange(maelys, 250, Measure.EXTRA_TIME)
    world.both_modules(maelys, 215)
    examination = world.assign(world.submit(world.write(maelys, [1], 75, voice="f"), 48), "B", 40)
    world.vote(examination, Stage.READING, 30, doubts=("C1.3", "C1.4"))
    world.close_reading(examination, 29)
    world.summon(examination, 24, 0, hour=8, remote=True)

    paul = world.register("paul.ronsard", 300)
    world.both_modules(paul, 255)
    examination = world.assign(world.submit(world.write(paul, [3], 120, voice="m"), 100), "B", 92)
    world.vote(examination, Stage.READING, 80, doubts=("C3.2", "C3.4"))
    world.close_reading(examination, 79)
    world.summon(examination, 76, 58)
    world.hold(examination, 58)
    world.decide(examination, 58, refused=("C3.4",))
    world.contest(
        examination,
        3,
        text="La C3.4 a été abordée à l’entretien et la présidence l’a dite acquise en fin de séance ; la "
        "décision porte « non acquise ». Je demande que le procès-verbal soit vérifié.",
    )


def holders(world):
    gaelle = world.register("gaelle.le-guen", 360)
    world.both_modules(gaelle, 320)
    world.validate_on_reading(gaelle, [1], 250, letter="B", voice="f")
    spring = world.session("A", "Session de printemps", 200, 164)
    world.all_answer(spring, 198)
    world.validate_on_reading(gaelle, [2], 190, letter="A", voice="f", skip=1, session=spring)
    world.publish(spring, 162)
    examination = world.assign(world.submit(world.write(gaelle, [3], 60, voice="f"), 23), "A", 20)
    world.vote(examination, Stage.READING, 5, doubts=("C3.2", "C3.4"))
    world.close_reading(examination, 4)
    world.summon(examination, 2, -17)
    world.write(gaelle, [4], 15, voice="f", unfinished=("C4.3",))

    nicolas = world.register("nicolas.garnier", 330)
    world.both_modules(nicolas, 290)
    world.validate_on_reading(nicolas, [2], 140, letter="B", voice="m")
    returned = world.send_back(
        world.submit(world.write(nicolas, [4], 30, voice="m"), 9),
        3,
        [
            (
                "analysis",
                "Vous dites ce que vous avez fait, peu ce que vous en retenez : vos choix, leurs effets.",
            ),
            ("context", "Précisez la taille de l’équipe et la période."),
        ],
        until=9,
    )
    world.answer(returned, 2, {1: "J’ai ajouté ce que je referais autrement, et pourquoi.", 2: ""})

    fatou = world.register("fatou.diallo", 390)
    world.both_modules(fatou, 350)
    world.validate_on_reading(fatou, [1, 2], 280, letter="C", voice="f")
    world.validate_on_reading(fatou, [4], 170, letter="B", voice="f")
    examination = world.assign(world.submit(world.write(fatou, [3], 45, voice="f", skip=1), 18), "B", 14)
    world.vote(examination, Stage.READING, 2)

    helene = world.register("helene.rousseau", 400)
    world.both_modules(helene, 370)
    world.validate_on_reading(helene, [1, 2], 310, letter="A", voice="f")
    world.validate_on_reading(helene, [3, 4], 220, letter="B", voice="f")
    # in the order of the calendar, so that numbers follow dates
    world.issue(helene, 185)
    world.issue(gaelle, 160)
    world.issue(fatou, 130)
    corrected_and_doubted(world, gaelle, helene, fatou)


def corrected_and_doubted(world, gaelle, helene, fatou):
    """A certificate rectified, a duplicata, a revocation that waits for a second manager."""
    wrong = gaelle.certificates.issued().ccps().first()
    world.rectify(
        wrong,
        120,
        wrong="La commune de naissance était celle de la résidence.",
        reason="Erreur de saisie, établie par l’acte de naissance présenté.",
        birth_place="Landerneau",
    )
    world.duplicate(
        helene.certificates.issued().cqps().get(), 60, reason="Original perdu dans un déménagement."
    )
    world.ask_revocation(
        fatou.certificates.issued().ccps().first(),
        3,
        ground="material_error",
        reason="La décision du jury portait sur un autre bloc : le procès-verbal rectificatif le dit.",
    )


def results_of_a_session(world):
    """Decided and not told yet: two dossiers proven on reading, one refused after its interview."""
    session = world.session("C", "Session d’automne", 60, 10)
    world.all_answer(session, 57)
    ines = world.register("ines.roche", 300)
    world.both_modules(ines, 260)
    world.validate_on_reading(ines, [2], 36, letter="C", voice="f", session=session)
    nicolas = Candidate.objects.get(user__email="nicolas.garnier@demo.example")
    world.validate_on_reading(nicolas, [1], 36, letter="C", voice="m", session=session)
    paul = Candidate.objects.get(user__email="paul.ronsard@demo.example")
    examination = world.assign(
        world.submit(world.write(paul, [1], 50, voice="m", skip=1), 38), "C", 30, session=session
    )
    world.vote(examination, Stage.READING, 24, doubts=("C1.4",))
    world.close_reading(examination, 23)
    world.summon(examination, 20, 9)
    world.hold(examination, 9)
    world.decide(examination, 9, refused=("C1.4",))


def by_experience(world):
    requested = timezone.localdate(world.now) - timedelta(days=150)
    marc = world.register(
        "marc.lambert",
        160,
        feasibility_requested_on=requested,
        feasibility_is_accepted=True,
        feasibility_decided_on=requested + timedelta(days=35),
        companion_email="accompagnement@vae.example",
    )
    world.both_modules(marc, 100)
    returned = world.send_back(
        world.submit(world.write(marc, [1, 2, 3, 4], 50, voice="m", skip=1), 18),
        16,
        [("analysis", "Dites ce que vous retenez de cette situation, au-delà du récit.")],
        until=5,
    )
    more = "Avec le recul, j’aurais réuni l’équipe dès la première semaine : c’est ce que je fais depuis."
    completed = world.answer(returned, 15, {1: "Le début de l’analyse est repris."}, more=more)
    # its members have not opened it yet, but for the one who knows the candidate
    examination = world.entrust(world.submit(completed, 15), "A", 9)
    world.declare_link(
        examination,
        examination.seats.get(juror__email="laurence.bonnet@demo.example").juror,
        7,
        kind="professional",
        text="Nous avons travaillé ensemble à la Cpam du Rhône de 2015 à 2018.",
    )
    world.register(
        "sarah.cohen",
        30,
        feasibility_requested_on=timezone.localdate(world.now) - timedelta(days=25),
    )
