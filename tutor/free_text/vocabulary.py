"""The small words that decide what the rest of an answer means."""

from knowledge.names import normalise


def _set_of(words: str) -> frozenset[str]:
    return frozenset(normalise(words))


BREAKING = _set_of("but however whereas while although because since so yet then")
NEGATORS = _set_of("no not never without neither nor none nothing lack lacks lacking hardly unlike")
VERBS = _set_of("is are was were do does did can could will would should may might has have")
INSTEAD = (("instead", "of"), ("rather", "than"), ("anything", "but"))
# "Labels are not needed" denies the labels; "the score is not high" denies no score.
NEEDLESS = _set_of("needed need required necessary used there given available provided present exist")
# Words that may stand between those of a wording and change nothing.
FUNCTION = _set_of(
    "a an the of is are be to its it this that these those was were been being by with for in on at as or "
    "will would can ca wo could may might do does did has have had i you we they he she your their our my "
    "his her them there which who what how also very really get gets got any some such if than even still "
    "always usually often must should so when and but then yet however whereas while although because "
    "since us one"
)
HEDGES = FUNCTION | _set_of(
    "think guess believe maybe perhaps probably sorry skip pass next not well m s d ll am me"
)
FILLERS = HEDGES | _set_of(
    "answer called name amazon aws take say suppose quite about all service algorithm metric method feature "
    "tool type kind instance model"
)
ORDERING = _set_of("before after between from into than")
OFFERS = _set_of("or either maybe perhaps actually no")
EXPLAINS = _set_of("because since which that where when it they with from for to in so he by of as")
