"""Grading an answer in the learner's own words: names against the catalogue, explanations against wordings.

What cannot be told is `unsure`, and the learner judges beside the model answer: a right answer called wrong
costs trust, a doubtful one costs a click. Limits were chosen on the dev half of tests/data/text_answers.yml.
"""

from knowledge.catalogue import Catalogue
from tutor.free_text.concepts import ConceptGrader, read_known_stems
from tutor.free_text.names import NameGrader
from tutor.free_text.reading import drop_giving_up, put_plainly, read, read_prose
from tutor.free_text.verdict import Likeness, TextVerdict
from tutor.free_text.vocabulary import HEDGES
from tutor.items import TextItem

__all__ = ["TextVerdict", "grade_text"]


def grade_text(item: TextItem, answer: str, catalogue: Catalogue, likeness: Likeness) -> TextVerdict:
    """Grade an answer in words.

    Args:
        likeness: Cosine similarity of two texts; asked only where the words decide nothing.
    """
    said = drop_giving_up(put_plainly(answer))
    grader: NameGrader | ConceptGrader
    if item.name:
        grader = NameGrader(item, item.name, catalogue)
        words = read(said)
    else:
        assert item.concept  # a text item has one of the two
        grader = ConceptGrader(item.stem, item.concept, read_known_stems(catalogue))
        words = read_prose(said)
    if not words and any(character.isalpha() for character in said):
        return TextVerdict("unsure", grader.wanted)  # another script
    if all(word.text in HEDGES for word in words):
        return TextVerdict("wrong", grader.wanted)
    return grader.grade(said, words, likeness)
