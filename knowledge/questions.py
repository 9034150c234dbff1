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
_ASKING = re.compile(
    r"^\W*(?:and |also |then |so |plus )?"
    r"(?:what|which|who|when|where|why|how|is|are|can|could|do|does|should|will|would|"
    r"compare|explain|tell|show|list|name|define)\b",
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
        "exam format formats input output features cheaper expensive charged paid pay case cases"
    )
)
# Words in which alone no question can be asked: "which service?", "right?", "thanks!".
_EMPTY = frozenset(
    normalise("service services one thing right correct yes thanks thank cheers tool option sure")
)
_DEFINING = frozenset(
    normalise(
        "define explain meaning mean describe definition term concept remind quick simple word exactly "
        "actually basically really short briefly again sentence summary overview basic idea thing stuff understand "
        "everything learn"
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


# Vendors whose products the sheets do not teach, and AWS services outside machine learning: naming one asks for
# something else.
_OTHER_VENDORS = re.compile(
    r"\b(?:azure|gcp|google|vertex ai|bigquery|oracle|ibm|watsonx?|alibaba|tencent|huawei|snowflake|databricks|"
    r"openai|chatgpt|gemini|power bi|cosmos ?db|synapse|heroku|digitalocean|microsoft|copilot|cursor|hashicorp|"
    r"cloudflare|vercel|netlify|midjourney|perplexity pro|cohere coral|joule|otter\.ai|dialogflow|automl vision|"
    r"datarobot|dataiku|knime|alteryx|zapier|notion|figma|replicate|wandb|langsmith|siri|cortana|apple|"
    r"lightsail|amplify|workspaces|gamelift|chime|pinpoint|appsync|outposts|beanstalk|workmail|workdocs|appstream|"
    r"lumberyard|honeycode|ground station|device farm|route 53|cloud9|codestar|sumerian)\b",
    re.IGNORECASE,
)
_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|much|long|large|big|old|fast|far|tall|often|high|low|small|short|deep)|"
    r"what (?:percentage|percent|share|number|size|year|date|age)|(?:in )?(?:which|what) year|"
    r"when (?:was|were|did)|"
    r"maximum|minimum|max|min|per ?cent|%)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:how many|what number of|number of|count of)\s+(?:\w+\s+){0,1}?(\w{3,})", re.IGNORECASE
)
_BACKSTAGE = re.compile(
    r"\bwho\s+(?:\w+ )?(?:is|was|were|invent|found|wrote|made|develop|lead|led|runs?|design|"
    r"creat|coin|own|buil)\w*|"
    r"\b(?:invent(?:ed|ors?)|founded|founders?|launch(?:ed)?|first (?:released|published|"
    r"announced|version)|introduced|"
    r"named after|authors?|creators?|ceo|head of|headquarters?|offices?|employees|engineers|"
    r"teams?|customers|users worldwide|"
    r"companies|revenue|profit|market share|logo|colou?r|phone number|hotline|e-?mail address|"
    r"roadmap|benchmarks?|"
    r"independent|sla|uptime|discounts?|students|nickname|patent|origin(?:ally)?|history|"
    r"birthday|popular|famous|"
    r"competitors?|stars on github|downloads?|next (?:year|version|release)|plans? to|carbon|"
    r"salary|gossip)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|"
    r"billion|no|any|unlimited|free|"
    r"once|twice|daily|hourly|weekly|monthly|each)\b",
    re.IGNORECASE,
)
_ASKS_MONEY = re.compile(
    r"\b(?:dollars?|usd|euros?|eur|cents?|pounds?|bucks|(?:exact|list|unit) price|price (?:of|"
    r"per|for)|what does .{1,60} cost|"
    r"how much (?:does|do|is|are|will|would) .{1,60} (?:cost|charge)|hourly rate)\b|[$€£]",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:dollars?|usd|euros?|cents?|free|no (?:extra |additional )?charge)\b|[$€]", re.IGNORECASE
)


# What a learner says before what they meant all along; "not Polly" says what they did not mean.
_CORRECTION = re.compile(
    r"^\W*(?:(?:no+|nope|nah|sorry|oops|wait|hmm+|actually|well|ok(?:ay)?|but|that'?s|this is|it'?s|"
    r"the wrong (?:one|service|thing)|wrong (?:one|service|thing)?|not what i (?:asked|meant|"
    r"wanted|said)(?: for)?|"
    r"not right|i (?:meant?|said|asked(?: about| for)?|was asking (?:about|for)|"
    r"was talking about|want(?:ed)?|"
    r"am asking about|was thinking of)|rather|instead|please)\b\W*)+",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|isn'?t|wasn'?t|instead of|rather than)\s+(?:the |amazon |aws )*$", re.IGNORECASE)
_OTHER_ONE = re.compile(r"\bother (?:one|two|service|thing|option)?\b", re.IGNORECASE)
_WHY_NOT = re.compile(
    r"\bwhy (?:not|don'?t|didn'?t|wouldn'?t|shouldn'?t|can'?t|couldn'?t|isn'?t|is it not)\b|"
    r"\bcan'?t i (?:just )?use\b",
    re.IGNORECASE,
)
# Where one question of a message ends and the next begins.
_QUESTION_END = re.compile(r"\?+[\s)\"']+|\n+")


@dataclass(frozen=True)
class Correction:
    """What a learner meant instead of what was understood.

    Attributes:
        subjects: The catalogue ids meant; none when only the aspect was wrong.
        aspect: The aspect meant, if it is named.
        wants_other: They ask for "the other one" without a name.
    """

    subjects: tuple[str, ...]
    aspect: str | None
    wants_other: bool


def read_correction(text: str, catalogue: Catalogue) -> Correction:
    """Read "no, I meant Translate, not Polly"."""
    rest = _CORRECTION.sub("", text)
    mentions = catalogue.find_mentions(rest)
    meant = [m for m in mentions if not _NOT.search(rest[: m.start])]
    clear = [m for m in meant if m.distinct] or meant
    subjects = tuple(dict.fromkeys(m.ids[0] for m in clear if len(m.ids) == 1))
    aspect = find_asked_aspect(_without(rest, mentions))
    return Correction(subjects, aspect, bool(_OTHER_ONE.search(rest)))


def asks_why_not(text: str) -> bool:
    """Whether a message asks why something else was not chosen."""
    return bool(_WHY_NOT.search(text))


def split_questions(text: str) -> list[str]:
    """The questions of a message, each with the words that lead to it; the message alone when it is one.

    What has no content of its own ("right?", "thanks!") stays with its neighbour.
    """
    parts: list[str] = []
    start = 0
    for end in _QUESTION_END.finditer(text):
        parts.append(text[start : end.end()].strip())
        start = end.end()
    parts.append(text[start:].strip())
    questions: list[str] = []
    for part in filter(None, parts):
        is_own = bool(_content_words(part) - _EMPTY) or find_asked_aspect(part) is not None
        if questions and not (is_own and _asks(part) and _is_whole(questions[-1])):
            questions[-1] += " " + part
        else:
            questions.append(part)
    return questions


def _asks(text: str) -> bool:
    return "?" in text or bool(_ASKING.search(text))


def _is_whole(text: str) -> bool:
    return _asks(text) and bool(_content_words(text) - _EMPTY)


def names_other_vendor(text: str) -> bool:
    """Whether a text names a vendor that the sheets do not teach."""
    return bool(_OTHER_VENDORS.search(text))


def asks_number(text: str) -> bool:
    """Whether a question asks for a number or a date."""
    return bool(_ASKS_NUMBER.search(text))


def holds_number(text: str) -> bool:
    """Whether a text states a number, in digits or words."""
    return bool(_NUMBER.search(text))


def counted_in(text: str) -> str | None:
    """What a question asks to count: "labels" in "how many labels can it return"."""
    found = _COUNTED.search(text)
    return found.group(1) if found else None


def asks_backstage(text: str) -> bool:
    """Whether a question asks for what stands behind a product: its makers, its history, its business."""
    return bool(_BACKSTAGE.search(text))


def asks_money(text: str) -> bool:
    """Whether a question asks for an amount of money, not only for what is charged for."""
    return bool(_ASKS_MONEY.search(text))


def holds_money(text: str) -> bool:
    """Whether a text states an amount of money, or that there is nothing to pay."""
    return bool(_MONEY.search(text))


def read_question(text: str, catalogue: Catalogue) -> Question:
    """Read what a message names and asks for."""
    mentions = catalogue.find_mentions(text)
    clear = _clear_mentions(mentions, text)
    subjects = tuple(dict.fromkeys(m.ids[0] for m in clear if len(m.ids) == 1))
    unclear = next((m for m in clear if len(m.ids) > 1), None)
    rest = _without(text, clear)
    return Question(
        text=text,
        subjects=subjects,
        unclear=unclear if not subjects else None,
        aspect=find_asked_aspect(rest),
        shape=_find_shape(text, subjects),
        leans_back=not clear and _leans_back(text),
        is_specific=bool(_content_words(rest) - {"x"}),
    )


def find_asked_aspect(text: str) -> str | None:
    """The aspect that a wording asks for, if any."""
    return next((aspect for aspect, pattern in _ASPECTS.items() if pattern.search(text)), None)


def _clear_mentions(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """Names beyond doubt; an everyday word counts only when the question is about nothing else."""
    distinct = [mention for mention in mentions if mention.distinct]
    if distinct or not mentions:
        return distinct
    content = _content_words(text)
    named = [word for mention in mentions for word in normalise(mention.text)]
    return list(mentions) if content and content <= set(named) else []


def _content_words(text: str) -> set[str]:
    """The words that say what a question is about, not how it is asked."""
    return {word for word in normalise(text) if word not in _FRAME and word not in _DEFINING}


def _without(text: str, mentions: Sequence[Mention]) -> str:
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
    content = _content_words(text)
    if not content:
        return True
    refers = _REFERS_BACK.search(text) or _GOES_ON.search(text)
    return bool(refers) and len(content) <= 2
