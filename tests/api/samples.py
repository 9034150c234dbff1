"""Replies that no real question is sure to bring, for the API and the page."""

from collections.abc import Sequence

from actions.replies import (
    Alternative,
    AnswerReply,
    Cell,
    Citation,
    ComparisonReply,
    ComparisonRow,
    Confusion,
    DayPlan,
    DomainProgress,
    DomainScore,
    ExamPlace,
    ExamReply,
    FeedbackReply,
    Lifecycle,
    NoticeReply,
    OptionFeedback,
    OptionVerdict,
    Pointer,
    ProgressReply,
    QuestionReply,
    Readiness,
    ShownOption,
    Statement,
    Subject,
    Suggestion,
    WorkedQuestionReply,
)

_QUOTES = ("Reads forms and `tables`.", "Turns text into speech.")


def _cite(*quotes: str) -> list[Citation]:
    return [
        Citation(
            number=number,
            passage_id=f"documents.000000000{number}",
            sheet="documents",
            heading=["Documents", "Sample", "What it is"],
            quote=quote,
            start=0,
            end=len(quote),
            url=f"/sheets/documents?passage=documents.000000000{number}",
        )
        for number, quote in enumerate(quotes, start=1)
    ]


def _shown(*texts: str, signs: str = "ABCDEFG") -> list[ShownOption]:
    return [ShownOption(sign=sign, text=text) for sign, text in zip(signs, texts, strict=False)]


TEXTRACT, POLLY = (
    Subject(id="textract", name="Amazon Textract"),
    Subject(id="polly", name="Amazon Polly"),
)
CODE = "```python\nclient.detect_document_text(Document={'Bytes': image})\n```"
GONE = Lifecycle(
    subject=TEXTRACT,
    state="closed_to_new_customers",
    date="2026-07-30",
    successors=[POLLY],
    note="Who uses it already goes on.",
    source="https://aws.example.com/textract",
    evidence="official",
    verified="2026-11-20",
)
ANSWER = AnswerReply(
    subject=TEXTRACT,
    statements=[
        Statement(text=_QUOTES[0], citations=[1]),
        Statement(text="**Pages** up to 3,000 in one job.", citations=[1, 2], label="Limits"),
        Statement(text="Finds `key: value` pairs.", citations=[1]),
        Statement(text=CODE, citations=[2], format="code"),
    ],
    citations=_cite(*_QUOTES),
    alternatives=[Alternative(subject=POLLY, reason=_QUOTES[1], citations=[2])],
    notice=GONE,
    confidence=0.9,
    suggestions=[Suggestion(label="What does it cost?", message="What does Amazon Textract cost?")],
)
COMPARISON = ComparisonReply(
    subjects=[TEXTRACT, POLLY],
    rows=[
        ComparisonRow(
            aspect="What it is",
            cells=[Cell(text=_QUOTES[0], citations=[1]), Cell(text=_QUOTES[1], citations=[2])],
        ),
        ComparisonRow(aspect="Pricing", cells=[Cell(text="By page.", citations=[1]), None]),
    ],
    statements=[Statement(text="One reads, the other speaks.", citations=[1])],
    citations=_cite(*_QUOTES),
    notices=[GONE],
    suggestions=[Suggestion(label="Quiz me on both", message="quiz me on Amazon Textract")],
)
NOT_COVERED = NoticeReply(
    kind="not_covered",
    text="The sheets do not cover that.",
    nearest=[Pointer(title="Documents › Amazon Textract", url="/sheets/documents#textract")],
    suggestions=[Suggestion(label="What can you tell me?", message="help")],
)

# Two are asked for; they lie close, and one option is beyond the sheets.
WORKED = WorkedQuestionReply(
    stem="Which two read invoices? (Select TWO.)",
    chosen=["A", "D"],
    options=[
        OptionVerdict(
            sign="A",
            text="Amazon Textract",
            verdict="right",
            subject=Subject(id="textract", name="Amazon Textract"),
            reason=_QUOTES[0],
            citations=[1],
        ),
        OptionVerdict(sign="B", text="Amazon Polly", verdict="wrong", reason=_QUOTES[1], citations=[2]),
        OptionVerdict(sign="C", text="A <b>clerk</b> with a *pen*", verdict="unknown"),
        OptionVerdict(
            sign="D",
            text="Analyse them with AnalyzeExpense.",
            verdict="right",
            reason=_QUOTES[0],
            citations=[1],
        ),
    ],
    cues=["least effort", "in batches"],
    sure=False,
    citations=_cite(*_QUOTES),
    confidence=0.4,
    suggestions=[Suggestion(label="More on Amazon Textract", message="What is Amazon Textract?")],
)

QUIZ, EXAM = "1f2e3d4c", "9a8b7c6d"

CHOICE = QuestionReply(
    sitting=QUIZ,
    mode="quiz",
    title="Quiz on documents",
    position=1,
    total=5,
    kind="single",
    stem="A regional insurer scans 20,000 claim forms a month and needs the values of their fields and "
    "`tables` with the least operational effort. Which service should it use?",
    options=_shown(
        "Amazon Textract",
        "Amazon Comprehend with a custom `entity recognizer` that the insurer trains and keeps up to date",
        "Amazon Rekognition",
        "A <b>clerk</b> with a pen",
    ),
    answers=f"answer {QUIZ}/1",
    on="AIF-C01, AWS services for AI",
    difficulty="easy",
    suggestions=[
        Suggestion(label="Hint", message="hint"),
        Suggestion(label="Skip", message="skip"),
        Suggestion(label="Stop", message="stop"),
    ],
)

MULTIPLE = CHOICE.model_copy(
    update={
        "position": 2,
        "kind": "multiple",
        "stem": "A bank keeps prompts out of the public internet and must show later who called which model. "
        "Which measures does it take? (Select TWO.)",
        "n_wanted": 2,
        "options": _shown(
            "An interface VPC endpoint for `bedrock-runtime`",
            "A larger model",
            "AWS CloudTrail",
            "A higher temperature",
            "Provisioned throughput",
        ),
        "answers": f"answer {QUIZ}/2",
        "difficulty": "hard",
    }
)

ORDERING = CHOICE.model_copy(
    update={
        "position": 3,
        "kind": "ordering",
        "stem": "A dairy builds its first model. Put the steps of the machine learning lifecycle in order.",
        "options": _shown(
            "Train the model on the prepared records",
            "Collect the records of the milking machines",
            "Watch the deployed model for drift",
            "Clean the records and split them into training, validation and test sets",
        ),
        "answers": f"answer {QUIZ}/3",
    }
)

MATCHING = CHOICE.model_copy(
    update={
        "position": 4,
        "kind": "matching",
        "stem": "Match each project with the narrowest term that describes it.",
        "prompts": _shown(
            "A scheduling program applies rules that staff wrote by hand; it learns nothing from data.",
            "Decision trees estimate from past claims how likely fraud is.",
            "A network of many layers reads handwriting.",
            signs="123",
        ),
        "options": _shown("Deep learning", "Artificial intelligence", "Machine learning"),
        "answers": f"answer {QUIZ}/4",
    }
)

WORDS = CHOICE.model_copy(
    update={
        "position": 5,
        "kind": "text",
        "stem": "Say in a sentence why retrieval-augmented generation gives fewer invented facts.",
        "options": [],
        "answers": f"answer {QUIZ}/5",
    }
)

EXAM_QUESTION = CHOICE.model_copy(
    update={
        "sitting": EXAM,
        "mode": "exam",
        "title": "Mock exam AIF-C01",
        "position": 12,
        "total": 65,
        "answers": f"answer {EXAM}/12",
        "saved": ["C"],
        "seconds_left": 4327,
        "on": None,
        "difficulty": None,
        "suggestions": [
            Suggestion(label=label, message=label)
            for label in ("Previous", "Next", "All questions", "Flag this question", "Finish the exam")
        ],
    }
)

_REASONS = (
    ("Textract returns the fields and tables of a scanned form as data.", "Reads forms and `tables`."),
    (
        "Comprehend reads the meaning of digital text; it does not return fields of a scanned form.",
        "Use it for the entities, key phrases and sentiment of text that is already digital.",
    ),
    ("Rekognition finds objects, scenes and faces.", "Finds objects and scenes in pictures and video."),
    ("A person is slow at this volume.", "Human review costs time for every single page."),
)
_EVIDENCE = _cite(*(quote for _, quote in _REASONS))


def _feed_back(
    texts: list[str], right: str, chosen: str, signs: Sequence[str] = "ABCD"
) -> list[OptionFeedback]:
    return [
        OptionFeedback(
            sign=sign,
            text=text,
            right=sign in right,
            chosen=sign in chosen,
            reason=reason,
            quote=quote,
            citations=[number],
        )
        for number, (sign, text, (reason, quote)) in enumerate(
            zip(signs, texts, _REASONS, strict=False), start=1
        )
    ]


WRONG = FeedbackReply(
    sitting=QUIZ,
    position=1,
    total=5,
    kind="single",
    verdict="wrong",
    text="The forms are scanned, so their fields have to be read from a picture.",
    stem=CHOICE.stem,
    key=["A"],
    chosen=["B"],
    options=_feed_back([option.text for option in CHOICE.options], right="A", chosen="B"),
    citations=_EVIDENCE,
    due="comes back soon",
    suggestions=[
        Suggestion(label="Why not B?", message="why not B?"),
        Suggestion(label="Compare the two", message="Textract or Comprehend?"),
    ],
)

RIGHT = WRONG.model_copy(
    update={
        "verdict": "right",
        "text": "Right.",
        "chosen": ["A"],
        "options": _feed_back([option.text for option in CHOICE.options], right="A", chosen="A"),
        "due": "comes back in 3 days",
        "suggestions": [],
    }
)

WRONG_ORDER = WRONG.model_copy(
    update={
        "position": 3,
        "kind": "ordering",
        "text": "Records are cleaned before anything is trained on them.",
        "stem": ORDERING.stem,
        "key": ["B", "D", "A", "C"],
        "chosen": ["B", "A", "D", "C"],
        "options": _feed_back([option.text for option in ORDERING.options], right="BC", chosen="ABCD"),
    }
)

WRONG_MATCH = WRONG.model_copy(
    update={
        "position": 4,
        "kind": "matching",
        "text": "Not right.",
        "stem": MATCHING.stem,
        "key": ["B", "C", "A"],
        "chosen": ["B", "A", "C"],
        "options": _feed_back(
            ["Rules by hand: Artificial intelligence", "Trees: Machine learning", "Layers: Deep learning"],
            right="1",
            chosen="123",
            signs="123",
        ),
    }
)

UNSURE = FeedbackReply(
    sitting=QUIZ,
    position=5,
    total=5,
    kind="text",
    verdict="unsure",
    text="Compare with this and tell me whether you had it.",
    stem=WORDS.stem,
    key=[],
    chosen=["it looks things up first"],
    answer="The model answers from passages that were retrieved for the question, not from memory alone.",
    options=_feed_back([_REASONS[0][0]], right="", chosen="", signs=("",)),
    citations=_EVIDENCE[:1],
    suggestions=[
        Suggestion(label="I had it", message=f"answer {QUIZ}/5 I had it"),
        Suggestion(label="I missed it", message=f"answer {QUIZ}/5 I missed it"),
    ],
)

_DOMAINS = (
    ("Fundamentals of AI and ML", 20),
    ("Fundamentals of generative AI", 24),
    ("Applications of foundation models", 28),
    ("Guidelines for responsible AI", 14),
    ("Security, compliance and governance", 14),
)
_TEXTRACT, _COMPREHEND = (
    Subject(id="textract", name="Amazon Textract"),
    Subject(id="comprehend", name="Amazon Comprehend"),
)

PROGRESS = ProgressReply(
    text="You have answered 143 questions, and 12 reviews are due today.",
    exam="AIF-C01",
    exam_name="AWS Certified AI Practitioner",
    n_attempts=143,
    domains=[
        DomainProgress(
            number=number,
            name=name,
            weight=weight,
            attempts=attempts,
            mastery=mastery,
            low=low,
            high=high,
            level=level,
            due=due,
        )
        for number, ((name, weight), (attempts, mastery, low, high, level, due)) in enumerate(
            zip(
                _DOMAINS,
                (
                    (48, 0.88, 0.8, 0.94, "strong", 3),
                    (39, 0.74, 0.63, 0.84, "solid", 5),
                    (36, 0.58, 0.45, 0.7, "developing", 4),
                    (20, 0.43, 0.26, 0.61, "beginning", 0),
                    (0, 0.4, 0.07, 0.78, "not enough answers yet", 0),
                ),
                strict=True,
            ),
            start=1,
        )
    ],
    readiness=Readiness(
        share=0.63,
        low=0.54,
        high=0.71,
        level="developing",
        raises=["Security, compliance and governance: Securing AI systems", "Guidelines for responsible AI"],
    ),
    confusions=[
        Confusion(expected=_TEXTRACT, taken=_COMPREHEND, count=4, resolved=False),
        Confusion(expected=_COMPREHEND, taken=_TEXTRACT, count=2, resolved=True),
    ],
    due_today=12,
    per_day=[0, 4, 12, 8, 0, 15, 21, 9, 0, 11, 18, 20, 14, 11],
    forecast=[12, 5, 9, 3, 0, 7, 4, 2, 6, 1, 0, 3, 5, 2],
    curve=[round(0.93 * 0.985**day, 3) for day in range(31)],
    plan=DayPlan(
        reviews=12,
        new=8,
        focus="Security, compliance and governance",
        mock_exam=True,
        done_today=11,
        goal=20,
        goal_met=False,
        streak=5,
        days_left=52,
        exam_day="2027-01-12",
    ),
    suggestions=[
        Suggestion(label="Review what is due", message="what should I review today?"),
        Suggestion(label="5 questions on security", message="5 questions on security"),
    ],
)

PROGRESS_OF_NOBODY_YET = PROGRESS.model_copy(
    update={
        "text": "Today for AIF-C01: 0 to review and 20 new.",
        "n_attempts": 0,
        "domains": [
            one.model_copy(
                update={
                    "attempts": 0,
                    "mastery": 0.4,
                    "low": 0.07,
                    "high": 0.78,
                    "level": "not enough answers yet",
                }
            )
            for one in PROGRESS.domains
        ],
        "confusions": [],
        "due_today": 0,
        "per_day": [0] * 14,
        "forecast": [0] * 14,
        "curve": [],
        "plan": DayPlan(
            reviews=0,
            new=20,
            focus=None,
            mock_exam=False,
            done_today=0,
            goal=20,
            goal_met=False,
            streak=0,
            days_left=None,
            exam_day=None,
        ),
        "suggestions": [Suggestion(label="Quiz me", message="Quiz me on AIF-C01")],
    }
)

_LONG_DOMAINS = (
    ("Data Preparation for Machine Learning (ML)", 28, 512, 0.91, 0.88, 0.93, "strong", 31),
    ("ML Model Development", 26, 1, 0.52, 0.18, 0.85, "not enough answers yet", 1),
    (
        "Deployment and Orchestration of ML Workflows in Distributed Multi-Account Environments",
        22,
        274,
        0.03,
        0.0,
        0.07,
        "beginning",
        128,
    ),
    (
        "ML Solution Monitoring, Maintenance, and Donaudampfschifffahrtsgesellschaftssicherheit",
        24,
        90,
        1,
        0.96,
        1,
        "strong",
        0,
    ),
)
_MIXED_UP = (
    ("Amazon SageMaker Model Registry", "Amazon SageMaker ML Lineage Tracking", 38, False),
    ("Amazon Kinesis Data Streams", "Amazon Data Firehose", 21, False),
    ("Amazon Managed Service for Apache Flink", "Amazon Managed Streaming for Apache Kafka (MSK)", 13, True),
    ("precision", "recall", 9, False),
    ("Amazon SageMaker Asynchronous Inference", "Amazon SageMaker Serverless Inference", 4, True),
    ("Amazon Lex", "Amazon Polly", 2, False),
    ("L1 regularisation", "L2 regularisation", 1, True),
    ("AWS Glue DataBrew", "Amazon SageMaker Data Wrangler", 1, False),
)
PROGRESS_AT_LENGTH = PROGRESS.model_copy(
    update={
        "text": "You have answered 877 questions, and 160 reviews are due today.",
        "exam": "MLA-C01",
        "exam_name": "AWS Certified Machine Learning Engineer - Associate",
        "n_attempts": 877,
        "domains": [
            DomainProgress(
                number=number,
                name=name,
                weight=weight,
                attempts=attempts,
                mastery=mastery,
                low=low,
                high=high,
                level=level,
                due=due,
            )
            for number, (name, weight, attempts, mastery, low, high, level, due) in enumerate(
                _LONG_DOMAINS, 1
            )
        ],
        "confusions": [
            Confusion(
                expected=Subject(id=f"expected-{place}", name=expected),
                taken=Subject(id=f"taken-{place}", name=taken),
                count=count,
                resolved=resolved,
            )
            for place, (taken, expected, count, resolved) in enumerate(_MIXED_UP)
        ],
        "due_today": 160,
        "per_day": [0, 0, 3, 120, 44, 87, 131, 12, 0, 64, 71, 55, 240, 50],
        "forecast": [160, 12, 3, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 1],
        "curve": [round(0.62 * 0.95**day, 3) for day in range(31)],
    }
)

RUNNING = ExamReply(
    sitting=EXAM,
    exam="AIF-C01",
    name="Mock exam: AWS Certified AI Practitioner",
    state="running",
    text="65 questions, 90 minutes, no feedback until the end.",
    questions=65,
    minutes=90,
    seconds_left=4327,
    places=[
        ExamPlace(position=position, answered=position < 12, flagged=position in (4, 9, 30))
        for position in range(1, 66)
    ],
    notes=["The minutes of this exam are not published."],
    suggestions=[
        Suggestion(label="Question 12", message="Question 12"),
        Suggestion(label="Hand in", message="Finish the exam"),
    ],
)

ENDED = RUNNING.model_copy(
    update={
        "state": "ended",
        "text": "You handed the exam in after 71 minutes.",
        "seconds_left": None,
        "places": [
            ExamPlace(
                position=position,
                answered=position != 60,
                flagged=False,
                verdict="skipped" if position == 60 else "wrong" if position % 4 == 1 else "right",
            )
            for position in range(1, 66)
        ],
        "score": 751,
        "pass_mark": 700,
        "passed": True,
        "right": 47,
        "domains": [
            DomainScore(name=name, weight=weight, right=right, asked=asked)
            for (name, weight), right, asked in zip(
                _DOMAINS, (12, 12, 11, 7, 5), (13, 16, 18, 9, 9), strict=True
            )
        ],
        "wrong": [
            WRONG.model_copy(
                update={"sitting": EXAM, "position": position, "total": 65, "due": None, "suggestions": []}
            )
            for position in (1, 5, 9)
        ],
        "notes": [
            "AWS keeps its scaling to itself; a straight line from 100 to 1,000 is an estimate.",
            "A real exam holds 15 questions that do not count.",
        ],
        "suggestions": [Suggestion(label="How am I doing?", message="how am I doing?")],
    }
)
