"""What a question means in the light of what was said before it."""

import re
from dataclasses import replace

from actions.turns import Turn
from knowledge.aspects import find_aspect
from knowledge.catalogue import Catalogue, Entry
from knowledge.questions import Question

# What form the answer to an intent takes; the wording decides for every other intent.
_SHAPES = {
    "which_service": "which",
    "define": "define",
    "ask_aspect": "aspect",
    "how_to": "how",
    "exam_info": "exam",
    "out_of_scope": "small_talk",
}
_GOES_ON = re.compile(r"^\W*(?:and|also|now|what about|how about|same for)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|this|that)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(?:instead|alternatives?|replac\w+|successors?)\b", re.IGNORECASE)
_MOST_WORDS = 5
# The entry of all exams together, which "the pass mark" names even while one exam is talked of.
_ANY_EXAM = "aws-certification-exams"


def settle(question: Question, turn: Turn, catalogue: Catalogue) -> tuple[Question, str]:
    """The question with what it leaves to the talk before it, and the form of its answer."""
    shape = _shape_of(question, turn.intent)
    focus = catalogue.find(turn.subject)
    named = catalogue.find(question.subjects[0]) if len(question.subjects) == 1 else None
    told = _lean_on(focus, question, named) if focus and named else None
    if told:
        return told
    if named and not question.aspect:
        if (
            turn.intent == "define"
            and question.shape == "other"
            and len(question.text.split()) <= _MOST_WORDS
        ):
            # "Wat is sagmaker clarify": the rest of so short a message asks nothing particular of the name.
            question = replace(question, is_specific=False)
        return question, _shape_of_named(question, turn, shape)
    if focus is None:
        return question, shape
    if question.aspect == "example" and question.leans_back:
        # "Some code, please" asks for nothing in particular of its example.
        return replace(question, is_specific=False), "aspect"
    if _INSTEAD.search(question.text) and not (question.subjects or question.unclear or turn.compared):
        aspect = "avoid" if focus.status.state in ("active", "renamed") else "status"
        return replace(question, aspect=aspect, leans_back=True, is_specific=False), "aspect"
    if shape == "small_talk" and question.is_specific and not question.aspect:
        # "And a recipe for pancakes" goes on with nothing.
        return replace(question, leans_back=False), shape
    return question, shape


def _lean_on(focus: Entry, question: Question, named: Entry) -> tuple[Question, str] | None:
    """A question whose one name is a field of what is in focus, and no subject; None when it is a subject."""
    aspect = find_aspect(named.name)
    if aspect and _POINTS_BACK.search(question.text):
        return replace(question, subjects=(), aspect=aspect, leans_back=True), "aspect"
    if named.id == _ANY_EXAM and focus.category == "exam" and "exams" not in question.text.lower():
        return replace(question, subjects=(), leans_back=True, is_specific=True), "other"
    return None


def _shape_of_named(question: Question, turn: Turn, shape: str) -> str:
    """The form of an answer about one name of which no aspect is asked in words."""
    if question.is_specific:
        return shape
    if turn.aspect and _GOES_ON.search(question.text):
        return "aspect"
    return shape if shape in ("which", "how") else "define"


def _shape_of(question: Question, intent: str | None) -> str:
    """The form of the answer: by the wording where that is plain, else by the intent."""
    if question.asks_what_it_is:
        return "define"
    shape = _SHAPES.get(intent or "", question.shape)
    if shape == "other" and question.aspect and (question.subjects or question.leans_back):
        return "aspect"
    return shape
