"""Reading what a quiz is to be on: how many questions, of which exam and domain, on what, how hard."""

import re
from dataclasses import dataclass

from actions.wiring import Parts
from knowledge.names import normalise
from tutor.exams import Exam
from tutor.item_bank import Scope
from tutor.items import Difficulty

_NUMBERS = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten".split())}
_NUMBERS |= {"a dozen": 12, "twelve": 12, "fifteen": 15, "twenty": 20, "a couple of": 2, "a few": 3}
_COUNT = re.compile(
    rf"\b(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?:\w+\s+){{0,3}}?(?:questions?|items?|qs?|cards?)\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"\bdomain\s*(?P<domain>[1-6])\b", re.IGNORECASE)
_DIFFICULTIES: tuple[tuple[Difficulty, re.Pattern[str]], ...] = (
    ("easy", re.compile(r"\b(?:easy|easier|simple|beginner|basic)\b", re.IGNORECASE)),
    ("hard", re.compile(r"\b(?:hard|harder|difficult|tough|tricky|challenging|expert)\b", re.IGNORECASE)),
    ("medium", re.compile(r"\b(?:medium|moderate|intermediate)\b", re.IGNORECASE)),
)
# What asks for a quiz and says nothing of its topic.
_ASKING = re.compile(
    r"\b(?:quiz(?:zes|zed)?|tests?|test me|examine|drill|ask|give|do|start|make|let'?s|let us|can|could|will|"
    r"would|you|we|i|me|us|my|please|want|need|like|to|a|an|the|some|any|few|more|another|again|new|on|about|of|for|in|"
    r"from|with|and|questions?|items?|qs?|cards?|quick|short|little|round|practi[cs]e|practising|check|knowledge|"
    r"try|go|"
    r"something|anything|topics?|subject|exam|level|ones?|now|today|random|multiple choice|single choice|"
    r"ready|hey|hi|hello|ok(?:ay)?|so|well|it|this|that|be|is|are|how|what|know|learn(?:ing)?|study(?:ing)?|revise|"
    r"revision|domain)\b|\d+",
    re.IGNORECASE,
)
_MOST_QUESTIONS = 50
# Subjects that a topic in free words may mean.
_N_NEAR = 8
# Fewer items than this are no quiz; what the sheets put near the topic is added.
_FEW = 3


@dataclass(frozen=True)
class Wish:
    """What was asked for; `title` says it in words."""

    scope: Scope
    title: str
    count: int | None


def read_wish(text: str, parts: Parts, exam_id: str | None) -> Wish:
    """Read a request for a quiz.

    Args:
        exam_id: The exam that the learner learns for; it holds where none is named.
    """
    exam = find_exam(text, parts)
    rest = _without_exam(text, exam) if exam else text
    counted = _COUNT.search(rest)
    count = _count(counted["count"]) if counted else None
    domain = _DOMAIN.search(rest)
    difficulty = next((name for name, pattern in _DIFFICULTIES if pattern.search(rest)), None)
    topic = _topic_of(rest, counted.group("count") if counted else "")
    subjects = _subjects_of(topic, parts) if topic else frozenset()
    scope = Scope(
        exam=exam.id if exam else (None if topic else exam_id),
        domain=int(domain["domain"]) if domain else None,
        subjects=subjects,
        difficulty=difficulty,
    )
    return Wish(scope, _title(scope, topic, parts), count)


def find_exam(text: str, parts: Parts) -> Exam | None:
    """The exam that a text names."""
    words = f" {' '.join(normalise(text))} "
    for exam in parts.tutor.exams:
        for name in (exam.id, exam.name, *exam.aliases):
            if f" {' '.join(normalise(name))} " in words:
                return exam
    return None


def _without_exam(text: str, exam: Exam) -> str:
    for name in sorted((exam.id, exam.name, *exam.aliases), key=len, reverse=True):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
    return text


def _count(said: str) -> int:
    count = int(said) if said.isdigit() else _NUMBERS[said.lower()]
    return max(1, min(_MOST_QUESTIONS, count))


def _topic_of(text: str, count: str) -> str:
    for pattern in (_DOMAIN, *(pattern for _, pattern in _DIFFICULTIES)):
        text = pattern.sub(" ", text)
    text = re.sub(rf"\b{re.escape(count)}\b", " ", text, count=1) if count else text
    kept = [word for word in re.findall(r"[\w'./+-]+", text) if not _ASKING.fullmatch(word.strip(".'"))]
    return " ".join(kept).strip(" .")


def _subjects_of(topic: str, parts: Parts) -> frozenset[str]:
    """Catalogue ids that a topic names, a whole category or kind, or those that the sheets put nearest."""
    catalogue = parts.index.catalogue
    words = set(normalise(topic))
    kind = frozenset(entry.id for entry in catalogue if {entry.kind} == words)
    if kind:  # "metrics" are the metrics, and not the service that keeps metrics
        return kind
    named_whole = {name for name in {entry.category for entry in catalogue} if set(normalise(name)) == words}
    if named_whole:
        return frozenset(entry.id for entry in catalogue if entry.category in named_whole)
    named = {entry_id for mention in catalogue.find_mentions(topic) for entry_id in mention.ids}
    question = parts.answerer.read(topic)
    found = frozenset(named or question.subjects)
    if found and len(parts.tutor.bank.select(Scope(subjects=found), at_least=_FEW)) >= _FEW:
        return found
    result = parts.retriever.search(topic, 60)
    if not parts.answerer.is_covered(parts.answerer.confidence_in(question, result)):
        return found or frozenset((topic,))  # nothing is on it, which the learner is told
    near = dict.fromkeys(hit.passage.subject for hit in result.hits if hit.passage.subject)
    return found | frozenset(list(near)[:_N_NEAR])


def _title(scope: Scope, topic: str, parts: Parts) -> str:
    words: list[str] = [scope.difficulty] if scope.difficulty else []
    words.append(topic or scope.exam or "everything")
    if topic and scope.exam:
        words.append(f"({scope.exam})")
    if scope.domain:
        exam = scope.exam and parts.tutor.exams[scope.exam]
        name = exam.domains[scope.domain - 1].name if exam and scope.domain <= len(exam.domains) else ""
        words.append(f"domain {scope.domain}{f', {name}' if name else ''}")
    return " ".join(words)
