"""What a question wants by its wording: a number, money, another vendor's product, why a thing was not it."""

import re

# Vendors whose products the sheets do not teach, and AWS services outside machine learning: naming one asks
# for something else.
_OTHER_VENDORS = re.compile(
    r"\b(?:azure|gcp|google|vertex ai|bigquery|oracle|ibm|watsonx?|alibaba|tencent|huawei|snowflake|"
    r"databricks|openai|chatgpt|gemini|power bi|cosmos ?db|synapse|heroku|digitalocean|"
    r"microsoft|copilot|cursor|hashicorp|cloudflare|vercel|netlify|midjourney|perplexity pro|"
    r"cohere coral|joule|otter\.ai|dialogflow|automl vision|datarobot|dataiku|knime|alteryx|"
    r"zapier|notion|figma|replicate|wandb|langsmith|siri|cortana|apple|lightsail|amplify|"
    r"workspaces|gamelift|chime|pinpoint|appsync|outposts|beanstalk|workmail|workdocs|"
    r"appstream|lumberyard|honeycode|ground station|device farm|route 53|cloud9|codestar|"
    r"sumerian)\b",
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
_WHY_NOT = re.compile(
    r"\bwhy (?:not|don'?t|didn'?t|wouldn'?t|shouldn'?t|can'?t|couldn'?t|isn'?t|is it not)\b|"
    r"\bcan'?t i (?:just )?use\b",
    re.IGNORECASE,
)


def names_other_vendor(text: str) -> bool:
    """Whether a text names a vendor that the sheets do not teach."""
    return bool(_OTHER_VENDORS.search(text))


def asks_number(text: str) -> bool:
    """Whether a question asks for a number or a date."""
    return bool(_ASKS_NUMBER.search(text))


def holds_number(text: str) -> bool:
    """Whether a text states a number, in digits or words."""
    return bool(_NUMBER.search(text))


def asks_money(text: str) -> bool:
    """Whether a question asks for an amount of money, not only for what is charged for."""
    return bool(_ASKS_MONEY.search(text))


def holds_money(text: str) -> bool:
    """Whether a text states an amount of money, or that there is nothing to pay."""
    return bool(_MONEY.search(text))


def counted_in(text: str) -> str | None:
    """What a question asks to count: "labels" in "how many labels can it return"."""
    found = _COUNTED.search(text)
    return found.group(1) if found else None


def asks_backstage(text: str) -> bool:
    """Whether a question asks for what stands behind a product: its makers, its history, its business."""
    return bool(_BACKSTAGE.search(text))


def asks_why_not(text: str) -> bool:
    """Whether a message asks why something else was not chosen."""
    return bool(_WHY_NOT.search(text))
