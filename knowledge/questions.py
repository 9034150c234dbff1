"""What a question names and asks for, read without any dialogue engine."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.names import Mention, normalise

# Wordings of each aspect, the most telling first; the first that fits is the aspect asked for.
_ASPECT_WORDS = {
    "avoid": (
        r"when not to|not use|should(?:n'?t| not) (?:i |we )?use|drawbacks?|downsides?|why not|disadvantages?"
    ),
    "pricing": (
        r"pric\w*|costs?|costing|cheap\w*|expensive|charg\w+|bill(?:ed|ing)?|pay|fees?|how much|free tier"
    ),
    "status": (
        r"what (?:has )?happened to|renamed|gone|(?:still )?alive|shut down|end of support|last day|"
        r"(?:when|will|does|do|did) .{1,40} ends?|still (?:available|around|supported|offered|"
        r"exist\w*|open)|availab\w+|deprecat\w+|retir\w+|"
        r"discontinu\w+|closed|end of life|sunset|replac\w+|successor|current status|new customers"
    ),
    "limits": (
        r"limits?|quotas?|max(?:imum)?|longest|until when|how often|at most|at once|up to|"
        r"payload|time ?outs?|how (?:many|long|large|big)|biggest|largest|size"
    ),
    "security": (
        r"secur\w+|safe(?:ly|ty)?|risky|dangerous|protect\w*|allowed to|enforce|force every\w*|"
        r"encrypt\w*|kms|permissions?|private\w*|complian\w+|access control"
    ),
    "hyperparameters": r"hyper ?parameters?",
    "formula": r"formula|calculat\w+|comput(?:e|ed)",
    "range": r"range|between which values",
    "pitfalls": r"pitfalls?|traps?|mistakes?",
    "inputs_outputs": (
        r"inputs?|outputs?|formats?|file types?|accepts?|deliver\w* to|where (?:can|"
        r"does) .{1,40} read|come out|goes in"
    ),
    "integrations": (
        r"integrat\w+|works? (?:together )?with|connects? to|combine|get on with|"
        r"which (?:aws )?services can|talk to"
    ),
    "example": r"code|snippet|examples?|sample|boto3|cli",
    "exam": r"exam (?:cues?|tips?)|on the exam|in the exam",
    "use_cases": r"use cases?|used for|good for|when (?:to|should|would|do) (?:i |we |you )?use|what for",
    "features": r"features?|capabilit\w+|what can",
    "how": r"how (?:does|do) \w+(?: \w+){0,4} work",
}
_ASPECTS = {aspect: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for aspect, words in _ASPECT_WORDS.items()}

_COMPARE = re.compile(
    r"\b(?:vs\.?|versus|differen\w+|compar\w+|better than|rather than|instead of|or)\b", re.IGNORECASE
)
_DEFINE = re.compile(
    r"^\W*(?:so |ok |and |please |hey |hi |(?:can|could|would) (?:you|u) (?:please )?)*"
    r"(?:what(?:'?s| is| are| does)|whats|define|explain|meaning of|"
    r"tell me about|describe|remind me what|what do you know about)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"\b(?:which|what|best|right|recommend\w*|suggest\w*)\b[\w\s/-]{0,30}?\b(?:services?|tools?|products?|"
    r"features?|algorithms?|metrics?|options?|models?|aws)\b|"
    r"\b(?:what|which) (?:should|can|do|would) (?:i|we) (?:use|pick|take)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:please )?(?:list|name|enumerate|give me (?:a list|all))\b|\bwhat (?:\w+ ){1,3}are there\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:it|its|it's|they|them|their|this one|that one|this|that|these|those|"
    r"the (?:service|first|second|former|latter))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^\W*(?:and|so|but|then|ok(?:ay)?,?|what about|how about)\b", re.IGNORECASE)
# Words that carry no subject of their own, so that "and how is it priced?" is known to lean on the last one.
_FRAME = frozenset(
    normalise(
        "a about also an and any are be been billed but by can code compared cost costs could did do does "
        "example for free from give good have how i in is it its kind know limit limits long look many max "
        "maximum me more much my not of ok on one or please price priced pricing quota say secure security "
        "she should show so still tell than that the their them then there they this tier to too us use used "
        "using was we what when where which who why will with work works would you your available encrypted "
        "key main exam format formats input output features cheaper expensive charged paid pay case cases"
    )
)
_DEFINING = frozenset(
    normalise(
        "define explain meaning mean describe definition term concept remind quick simple word exactly "
        "actually basically really short briefly again sentence summary overview basic idea thing stuff "
        "understand everything learn"
    )
)


@dataclass(frozen=True)
class Question:
    """A message, read.

    Attributes:
        subjects: Catalogue ids that it names, in their order; only those that it names beyond doubt.
        unclear: A name that may mean several entries, when no clear one stands beside it.
        aspect: The aspect it asks for, an id of `knowledge.aspects`.
        shape: ``define``, ``compare``, ``list``, ``which`` or ``other``, by its wording alone.
        leans_back: It says nothing of its own subject and so speaks of the one before.
        is_specific: It has content beyond its subject and aspect: "max payload of X", not "limits of X".
    """

    text: str
    subjects: tuple[str, ...]
    unclear: Mention | None
    aspect: str | None
    shape: str
    leans_back: bool
    is_specific: bool

    @property
    def asks_what_it_is(self) -> bool:
        """Whether its wording alone asks what one named thing is."""
        return self.shape == "define" and len(self.subjects) == 1 and self.aspect is None


def read_question(text: str, catalogue: Catalogue) -> Question:
    """Read what a message names and asks for."""
    mentions = catalogue.find_mentions(text)
    clear = _clear_mentions(mentions, text)
    subjects = tuple(dict.fromkeys(m.ids[0] for m in clear if len(m.ids) == 1))
    unclear = next((m for m in clear if len(m.ids) > 1), None)
    rest = without_mentions(text, clear)
    aspect = find_asked_aspect(rest)
    return Question(
        text=text,
        subjects=subjects,
        unclear=unclear if not subjects else None,
        aspect=aspect,
        shape=_find_shape(text, subjects),
        leans_back=not clear and _leans_back(text),
        is_specific=bool(content_words(_ASPECTS[aspect].sub(" ", rest) if aspect else rest) - {"x"}),
    )


def find_asked_aspect(text: str) -> str | None:
    """The aspect that a wording asks for, if any."""
    return next((aspect for aspect, pattern in _ASPECTS.items() if pattern.search(text)), None)


def _clear_mentions(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Names beyond doubt; an everyday word counts only when the question is about nothing else."""
    distinct = [mention for mention in mentions if mention.distinct]
    if distinct or not mentions:
        return distinct
    content = content_words(text)
    named = [word for mention in mentions for word in normalise(mention.text)]
    return list(mentions) if content and content <= set(named) else []


def content_words(text: str) -> set[str]:
    """The words that say what a question is about, not how it is asked."""
    return {word for word in normalise(text) if word not in _FRAME and word not in _DEFINING}


def without_mentions(text: str, mentions: Sequence[Mention]) -> str:
    """A text without the names in it, so that "Cost Explorer" does not ask for a price."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        text = f"{text[: mention.start]} X {text[mention.end :]}"
    return text


def _find_shape(text: str, subjects: Sequence[str]) -> str:
    if len(subjects) >= 2 and _COMPARE.search(text):
        return "compare"
    if _LIST.search(text):
        return "list"
    if _WHICH.search(text):
        return "which"
    if _DEFINE.search(text):
        return "define"
    return "other"


def _leans_back(text: str) -> bool:
    for pattern in _ASPECTS.values():
        text = pattern.sub(" ", text)
    content = content_words(text)
    if not content:
        return True
    refers = _REFERS_BACK.search(text) or _GOES_ON.search(text)
    return bool(refers) and len(content) <= 2
