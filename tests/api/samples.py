"""Replies that no real question is sure to bring, for the API and the page."""

from actions.replies import Citation, OptionVerdict, Subject, Suggestion, WorkedQuestionReply

_QUOTES = ("Reads forms and `tables`.", "Turns text into speech.")

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
    citations=[
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
        for number, quote in enumerate(_QUOTES, start=1)
    ],
    confidence=0.4,
    suggestions=[Suggestion(label="More on Amazon Textract", message="What is Amazon Textract?")],
)
