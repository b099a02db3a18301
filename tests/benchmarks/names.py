"""Names as a country bears them: some common, beginnings shared by many, first names that are surnames."""

from rules.folding import fold
from tests.benchmarks.bulk import quoted

SURNAMES = """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux
David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller Lefebvre
Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin
Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire
Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud
Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine
Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq
Vial Villard
"""
GIVEN = """
Marie Nathalie Isabelle Sylvie Catherine Françoise Martine Christine Sandrine Maëlys Céline Élodie Aurélie
Émilie Julie Ophélie Zoé Camille Léa Manon Jean Philippe Michel Alain Patrick Nicolas Christophe Pierre
Éric Frédéric Laurent Stéphane David Pascal Daniel Thierry Olivier Mathieu Hervé Guénaël Thomas Julien
Kévin Alexandre Hugo Théo Lucas Clément Bérénice Noëlle Solène Yannick Gwenaëlle
"""
LAST, FIRST = SURNAMES.split(), GIVEN.split()
AGAIN = len(LAST) * len(FIRST)  # candidates after whom the same two names come again, with another third


def _one_of(names, rank, *, folded):
    said = [quoted(fold(name) if folded else name) for name in names]
    return f"(ARRAY[{', '.join(said)}])[1 + ({rank}) % {len(said)}]"


def birth_name(*, folded=False):
    """SQL: the birth name of candidate `i`; neighbours in rank are strangers by name."""
    return _one_of(LAST, "i * 37", folded=folded)


def first_names(*, folded=False):
    return " || ' ' || ".join(
        [
            _one_of(FIRST, f"i / {len(LAST)}", folded=folded),
            _one_of(FIRST, f"i / {AGAIN} + 7", folded=folded),
        ]
    )


def searched():
    """SQL: all of them, as a search reads them."""
    return f"{birth_name(folded=True)} || ' ' || {first_names(folded=True)}"
