"""What can go wrong between an item and a learner's progress.

TutorError
└── BankInvalid           the item bank or the exams break their form
"""


class TutorError(Exception):
    """Root of the family. The message names the value and the way out."""


class BankInvalid(TutorError):
    """The item bank or the exams break their form."""
