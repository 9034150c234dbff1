"""What can go wrong between an item and a learner's progress.

TutorError
├── BankInvalid           the item bank or the exams break their form
├── GiftInvalid           a GIFT file holds what cannot be read
├── NoItems               there is nothing to ask on what was named
├── SittingNotFound       no quiz or exam of this learner has this id
├── TurnNotFound          nothing of this kind was said in this conversation
├── CodeInvalid           a link code is unknown, used up, too old or one's own
├── TooManyTries          link codes were tried too often
├── NotPending            an answer is to a question that is not the pending one
└── ResponseInvalid       an answer does not fit its question
"""


class TutorError(Exception):
    """Root of the family. The message names the value and the way out."""

    @property
    def sentence(self) -> str:
        """The message as a learner reads it."""
        text = str(self)
        return f"{text[:1].upper()}{text[1:]}."


class BankInvalid(TutorError):
    """The item bank or the exams break their form."""


class GiftInvalid(TutorError):
    """A GIFT file holds what cannot be read."""


class NoItems(TutorError):
    """There is nothing to ask on what was named."""


class SittingNotFound(TutorError):
    """No quiz or exam of this learner has this id."""


class TurnNotFound(TutorError):
    """Nothing of this kind was said in this conversation."""


class CodeInvalid(TutorError):
    """A link code is unknown, used up, too old or one's own."""


class TooManyTries(TutorError):
    """Link codes were tried too often."""


class NotPending(TutorError):
    """An answer is to a question that is not the pending one."""


class ResponseInvalid(TutorError):
    """An answer does not fit its question."""
