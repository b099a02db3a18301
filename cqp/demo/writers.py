"""What the candidates of the demonstration write, and what the office sends back to them."""

import json
from pathlib import Path

from django.utils import timezone

from candidates.models import Dossier
from candidates.services import completion, keeping, returning, submission, writing
from cqp.demo.cast import Cast

WRITINGS = json.loads((Path(__file__).parent / "writings.json").read_text())


class Writers(Cast):
    def write(self, candidate, ranks, days, *, voice, skip=0, unfinished=()):
        """A dossier for the blocks of these ranks, one situation each. `skip` picks among the texts
        that fit the
        writer; `unfinished` names competences left without illustration, and « analysis »."""
        by = candidate.user
        blocks = list(self.version.blocks.filter(position__in=ranks))
        dossier = writing.start_dossier(candidate, blocks, by=by, at=self.ago(days, 9))
        for rank, block in enumerate(blocks):
            text = self._text(block.code, voice, skip)
            situation = keeping.write_situation(
                dossier,
                texts={
                    "title": text["title"],
                    "context": text["context"],
                    "presentation": text["presentation"],
                    "analysis": "" if "analysis" in unfinished and rank == 0 else text["analysis"],
                },
                blocks=[block],
                illustrations={
                    c: "" if c.code in unfinished else text["illustrations"][c.code]
                    for c in block.competences.select_related("block")
                },
                by=by,
                at=self.ago(days - 3, 18, 4),
            )
            self._link(situation, block, text, at=self.ago(days - 3, 18, 30))
        return dossier

    def _link(self, situation, block, text, *, at):
        """The passages that the writer links to a competence, by their words."""
        for code, (place, quote) in text.get("passages", {}).items():
            start = getattr(situation, place).find(quote)
            if start < 0:
                continue
            keeping.link_passage(
                situation.dossier,
                situation,
                block.competences.get(code=code),
                field=place,
                start=start,
                end=start + len(quote),
                number=keeping.revision_of(situation, place).number,
                by=situation.dossier.candidate.user,
                at=at,
            )

    def _text(self, code, voice, skip):
        fitting = [s for s in WRITINGS["situations"] if s["block"] == code]
        fitting.sort(key=lambda s: s["voice"] != voice)
        same_voice = [s for s in fitting if s["voice"] == voice] or fitting
        return same_voice[skip % len(same_voice)]

    def submit(self, dossier, days):
        submission.submit_dossier(dossier, by=dossier.candidate.user, at=self.ago(days, 21, 47))
        return Dossier.objects.get(pk=dossier.pk)

    def mention(self, dossier, words, days):
        """A sentence that names somebody, for the review of mentions to find."""
        situation = dossier.situations.first()
        situation.presentation += f"\n\n{words}"
        situation.save(update_fields=["presentation"])
        Dossier.objects.filter(pk=dossier.pk).update(saved_at=self.ago(days, 18, 20))

    def send_back(self, dossier, days, points, *, until):
        """Sent back to be completed: `points` holds (place, text), `until` is in days to come."""
        situation = dossier.situations.first()
        returning.return_dossier(
            dossier,
            points=[(place, situation if place != "situations" else None, text) for place, text in points],
            until=timezone.localdate(self.ago(-until)),
            opens_all=False,
            by=self.office,
            at=self.ago(days, 11),
        )
        return Dossier.objects.get(pk=dossier.pk)

    def answer(self, dossier, days, answers, *, more=""):
        """Answers given, and `more` added to the analysis that was reopened."""
        by, at = dossier.candidate.user, self.ago(days, 18)
        completion.save_answers(dossier, answers, by=by, at=at)
        if more:
            situation = dossier.situations.first()
            situation.analysis = f"{more} {situation.analysis}"
            situation.save(update_fields=["analysis"])
        return dossier
