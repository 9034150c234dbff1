"""The fields of a sheet's entry: the aspects that a learner can ask about."""

from knowledge.names import normalise

# Aspect id to the heading that our own sheets use for it, in the order of an entry.
HEADINGS = {
    "what": "What it is",
    "how": "How it works",
    "use_cases": "Use it for",
    "avoid": "Do not use it for",
    "problem_type": "Problem type",
    "inputs_outputs": "Inputs and outputs",
    "features": "Key features",
    "hyperparameters": "Hyperparameters",
    "formula": "Formula",
    "range": "Range",
    "limits": "Limits",
    "pitfalls": "Pitfalls",
    "pricing": "Pricing",
    "security": "Security",
    "integrations": "Works with",
    "status": "Status",
    "exam": "Exam cues",
    "example": "Example",
    "see_also": "See also",
}

# Headings that other people's sheets use for the same.
_SYNONYMS = {
    "what": ("what is it", "overview", "definition", "introduction"),
    "how": ("how it work", "how do it work"),
    "use_cases": ("use case", "when to use", "use it when", "application"),
    "avoid": ("when not to use", "limitation", "con", "disadvantage"),
    "inputs_outputs": ("input", "output", "input output", "supported format", "data format"),
    "features": ("feature", "key feature", "capability", "benefit", "advantage", "pro"),
    "hyperparameters": ("key hyperparameter", "important hyperparameter"),
    "limits": ("limit", "quota"),
    "pitfalls": ("pitfall", "common mistake"),
    "pricing": ("price", "cost", "how it is priced", "pricing model"),
    "security": ("security and compliance", "access control"),
    "integrations": ("integration", "integrate with", "related service"),
    "status": ("availability", "lifecycle"),
    "exam": ("exam tip", "exam cue", "exam note"),
    "example": ("example code", "sample code", "code example", "example workflow"),
}

_BY_HEADING = {
    normalise(heading): aspect
    for aspect, own in HEADINGS.items()
    for heading in (own, *_SYNONYMS.get(aspect, ()))
}


def find_aspect(heading: str) -> str | None:
    """The aspect that a heading stands for, if it is one."""
    return _BY_HEADING.get(normalise(heading))
