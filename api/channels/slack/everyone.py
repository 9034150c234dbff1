"""Questions to everybody in a channel, and the answers of those who are there."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from weakref import WeakValueDictionary

from actions.quiz_answers import read_answer, read_button
from actions.quiz_topics import read_wish
from actions.quizzing import compose_feedback, compose_question, compose_unfit
from actions.replies import NoticeReply, Reply, Suggestion, TextReply
from actions.wiring import Parts
from api.channels.slack.rendering import Post
from api.channels.slack.rendering.limits import Block
from api.channels.slack.rendering.posts import small
from api.channels.slack.slack import Slack, identity_in
from api.channels.slack.talking import Said, keep
from tutor.attempts import Confidence
from tutor.errors import NoItems, NotPending, ResponseInvalid
from tutor.open_questions import Asked
from tutor.questions import Question

_ROOM = r"(?:us all|all of us|us|everyone|everybody|the (?:whole )?(?:channel|team|group))"
FOR_ALL = re.compile(rf"\bfor (?:{_ROOM}\b|all\W*$)", re.IGNORECASE)
# "Quiz us on Polly", "a question for everyone", "test the channel".
_WANTED = re.compile(
    rf"\b(?:quiz|test|ask|examine|drill) {_ROOM}\b|\b(?:quiz|questions?)\b.{{0,80}}{FOR_ALL.pattern}|"
    rf"\bgive {_ROOM} (?:a |another |one )*(?:quiz|question)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"^\W*(?:what|which|how|why|when|where|who|is|are|does|do)\b", re.IGNORECASE)
_TO_ALL = re.compile(rf"{FOR_ALL.pattern}|\b{_ROOM}\b", re.IGNORECASE)
_COUNTED = "answered"
# With fewer questions written on a subject, those made from the sheets are drawn from as well.
_CHOICE = 10


class Counting:
    """Brings up to date how many have answered, one post at a time: the last of those who wait does it."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[str] = Counter()

    async def count(self, post: str, update: Callable[[], Awaitable[None]]) -> None:
        """Update a post, unless somebody waits who will have counted everything that is counted now."""
        turn = self._turns.setdefault(post, asyncio.Lock())
        self._waiting[post] += 1
        async with turn:
            self._waiting[post] -= 1
            if not self._waiting[post]:
                del self._waiting[post]
                await update()


def asks_for_all(text: str) -> bool:
    """Whether a message asks for a question to everybody in the channel."""
    return bool(_WANTED.search(text)) and not _ASKING.match(text)


async def ask_all(slack: Slack, said: Said) -> list[Reply]:
    """Put a question to everybody in the channel."""
    return await keep(slack, said, lambda: _ask(slack.services.parts, said))


def find_asked(parts: Parts, message: str) -> Asked | None:
    """The question that a button answers, whoever was asked it; None when it is not kept any more."""
    button = read_button(message)
    return parts.tutor.open_questions.find(button[0], button[1]) if button else None


async def answer_apart(slack: Slack, said: Said, asked: Asked) -> list[Reply]:
    """Take an answer to a question that was not the learner's own: it counts for them all the same."""
    return await keep(slack, said, lambda: _answer(slack.services.parts, said, asked))


def show_count(parts: Parts, blocks: Sequence[Block], text: str, question: Question) -> Post:
    """A question in a channel, saying how many have answered and nothing else."""
    count = parts.tutor.open_questions.count_answers(question)
    told = "1 person has answered." if count == 1 else f"{count} people have answered."
    counter = {**small(told).blocks[0], "block_id": _COUNTED}
    return Post(text, [*(block for block in blocks if block.get("block_id") != _COUNTED), counter])


def is_closed(parts: Parts, said: Said, asked: Asked | None) -> bool:
    """Whether a question that a learner was asked does not wait for their answer any more."""
    learner = parts.tutor.learners.find(said.speaker.identity)
    if asked is None or learner is None or asked.owner != learner.id:
        return True
    if asked.question.kind == "exam":
        return asked.is_over
    if parts.tutor.quizzes.repeat(learner.id, said.message_id):  # this very press has answered it
        return False
    pending = parts.tutor.quizzes.pending(learner.id)
    own = asked.question
    return pending is None or (pending.sitting_id, pending.position) != (own.sitting_id, own.position)


def _ask(parts: Parts, said: Said) -> list[Reply]:
    wish = read_wish(_TO_ALL.sub(" ", said.text), parts, None)
    items, now, place = parts.tutor.bank.select(wish.scope, _CHOICE), parts.clock(), said.place
    # The channel has a sitting for its question, as a learner has; it never answers.
    room = parts.tutor.learners.get(identity_in(place.enterprise, place.team, place.channel), now)
    try:
        question = parts.tutor.open_questions.ask(room.id, items, wish.title, now, parts.rng)
    except NoItems:
        return [TextReply(text=parts.sentences.say("utter_quiz_nothing", topic=wish.title))]
    wanted = said.text if asks_for_all(said.text) else f"A question for everyone on {said.text}".strip()
    again = Suggestion(label="Another one for everyone", message=wanted.removesuffix(" on"))
    shown = compose_question(question, parts.tutor.exams, now)
    return [
        TextReply(text=parts.sentences.say("utter_slack_everyone", topic=wish.title)),
        shown.model_copy(update={"suggestions": [again]}),
    ]


def _answer(parts: Parts, said: Said, asked: Asked) -> list[Reply]:
    say, now, question = parts.sentences.say, parts.clock(), asked.question
    if question.item.kind == "text":
        return [NoticeReply(kind="bad_input", text=say("utter_slack_in_words"))]
    given = read_answer(said.text, question, parts.index.catalogue)
    if given is None:
        return [compose_unfit(question, parts)]
    confidence: Confidence | None = given.confidence
    learner = parts.tutor.learners.get(said.speaker.identity, now)
    try:
        marked = parts.tutor.open_questions.answer(
            learner.id, question, given.response, now, confidence, said.message_id
        )
    except ResponseInvalid:
        return [compose_unfit(question, parts)]
    except NotPending:
        return [NoticeReply(kind="bad_input", text=say("utter_slack_closed"))]
    return [compose_feedback(marked, parts, was_sure=confidence == "sure")]
