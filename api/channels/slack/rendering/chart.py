"""The picture of a learner's progress."""

import io
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.replies import ProgressReply
from api.channels.slack.rendering.bars import interval, percent
from api.channels.slack.rendering.limits import ALT_TEXT, Block, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Pixels: twice the width at which Slack shows a picture on a desktop, so that a phone may enlarge it.
_WIDTH, _ROW, _DAYS_HEIGHT, _MARGIN = 1440, 92, 420, 150
_DPI = 144
_INK, _SOFT, _LINE, _BLUE, _GREY, _PAPER = "#1d1c1d", "#5f6368", "#d5d7db", "#4a90c9", "#b6bcc6", "#ffffff"
_MOST_NAME = 72
# matplotlib's text layout is not safe in several threads.
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Bar:
    """A domain's mastery: shares in [0, 1].

    Attributes:
        is_guess: Too few answers to tell.
    """

    name: str
    share: float
    low: float
    high: float
    is_guess: bool


@dataclass(frozen=True)
class ChartData:
    """What is drawn, and the same in words.

    Attributes:
        per_day: Answers on each of the last days, the oldest first.
        forecast: Reviews due today and on the days after.
        alt: The numbers in a few sentences, at most 2,000 characters.
    """

    title: str
    bars: tuple[Bar, ...]
    per_day: tuple[int, ...]
    forecast: tuple[int, ...]
    goal: int
    alt: str


def make_chart(reply: ProgressReply) -> ChartData | None:
    """What a progress has to draw; None before the first answer."""
    if not reply.n_attempts:
        return None
    bars = tuple(Bar(one.name, one.mastery, one.low, one.high, not one.attempts) for one in reply.domains)
    per_day = tuple(reply.per_day) if any(reply.per_day) else ()
    forecast = tuple(reply.forecast) if any(reply.forecast) else ()
    if not (bars or per_day or forecast):
        return None
    name = reply.exam or reply.exam_name
    goal = reply.plan.goal if reply.plan else 0
    title = f"Progress for {name}" if name else "Progress"
    return ChartData(title, bars, per_day, forecast, goal, _describe(title, bars, per_day, forecast))


def picture_block(chart: ChartData, file_id: str) -> Block:
    """The block that shows the picture, once it is uploaded to Slack."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": chart.alt}


def draw(chart: ChartData) -> bytes:
    """The picture as PNG; takes about a second the first time, so not on the event loop."""
    with _LOCK:
        return _draw(chart)


def _describe(title: str, bars: Sequence[Bar], per_day: Sequence[int], forecast: Sequence[int]) -> str:
    said = [f"{title}."]
    if bars:
        told = [f"{one.name} {percent(one.share)} ({interval(one.low, one.high)})" for one in bars]
        said.append(f"Mastery by domain: {'; '.join(told)}.")
    if per_day:
        days = ", ".join(map(str, per_day))
        said.append(f"Answers on each of the last {len(per_day)} days: {days}.")
    if forecast:
        days = ", ".join(map(str, forecast))
        said.append(f"Reviews due on each of the next {len(forecast)} days: {days}.")
    return shorten(" ".join(said), ALT_TEXT)


def _draw(chart: ChartData) -> bytes:
    # Slow to import, and few ask for it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    days = [one for one in (chart.per_day, chart.forecast) if one]
    mastery = _ROW * len(chart.bars) + _MARGIN if chart.bars else 0
    height = mastery + (_DAYS_HEIGHT if days else 0) + _MARGIN // 2
    figure = Figure(figsize=(_WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=_PAPER)
    figure.set_layout_engine("constrained", w_pad=0.12, h_pad=0.1, hspace=0.05, wspace=0.05)
    FigureCanvasAgg(figure)
    figure.suptitle(_drawable(chart.title), fontsize=15, fontweight="bold", color=_INK, x=0.01, ha="left")
    rows = [("mastery", mastery)] * bool(mastery) + [("days", _DAYS_HEIGHT)] * bool(days)
    grid = figure.add_gridspec(len(rows), max(1, len(days)), height_ratios=[size for _, size in rows])
    if mastery:
        _draw_mastery(figure.add_subplot(grid[0, :]), chart.bars)
    for place, (values, name, goal) in enumerate(_day_charts(chart)):
        _draw_days(figure.add_subplot(grid[len(rows) - 1, place]), values, name, goal)
    file = io.BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def _day_charts(chart: ChartData) -> list[tuple[tuple[int, ...], str, int]]:
    last = (chart.per_day, f"Answers, last {len(chart.per_day)} days", chart.goal)
    coming = (chart.forecast, f"Reviews due, next {len(chart.forecast)} days", 0)
    return [one for one in (last, coming) if one[0]]


def _draw_mastery(axes: "Axes", bars: Sequence[Bar]) -> None:
    """Bars with their intervals, the first domain on top; its numbers stand at the right."""
    for place, one in enumerate(bars):
        axes.barh(place, 1, height=0.5, color="#eef0f3")
        axes.barh(place, one.share, height=0.5, color=_GREY if one.is_guess else _BLUE)
        axes.plot([one.low, one.high], [place, place], color=_INK, linewidth=2, marker="|", markersize=9)
        told = f"{percent(one.share)}  ({interval(one.low, one.high)})"
        axes.text(1.02, place, told, va="center", fontsize=11, color=_INK)
        axes.text(
            0, place - 0.36, _drawable(shorten(one.name, _MOST_NAME)), va="bottom", fontsize=11, color=_INK
        )
    axes.set_xlim(0, 1.24)
    axes.set_ylim(len(bars) - 0.6, -0.9)
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    _dress(axes, "Mastery by domain; the line is its 90 % interval")


def _draw_days(axes: "Axes", values: Sequence[int], name: str, goal: int) -> None:
    axes.bar(range(len(values)), values, width=0.7, color=_BLUE)
    if goal:
        axes.axhline(goal, color=_SOFT, linewidth=1.2, linestyle="--")
        axes.text(-0.5, goal, f"goal {goal}", va="bottom", fontsize=9, color=_SOFT)
    today = len(values) - 1 if name.startswith("Answers") else 0
    ends = {
        0: f"−{today}" if today else "today",
        len(values) - 1: "today" if today else f"+{len(values) - 1}",
    }
    axes.set_xticks(list(ends), list(ends.values()))
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)  # type: ignore[call-arg]
    axes.grid(axis="y", color=_LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    _dress(axes, name)


def _dress(axes: "Axes", name: str) -> None:
    axes.set_title(name, fontsize=11, color=_SOFT, loc="left")
    axes.tick_params(colors=_SOFT, labelsize=10, length=0)
    axes.spines[:].set_visible(False)


def _drawable(text: str) -> str:
    """A text in which matplotlib sees no formula."""
    return text.replace("$", r"\$")
