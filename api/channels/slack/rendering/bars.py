"""Shares as bars of text; the number always stands beside them."""

from api.channels.slack.rendering.markdown import Span

_CELLS = 10


def bar(share: float) -> Span:
    """A bar of ten cells, in a type in which all cells are equally wide."""
    full = round(max(0.0, min(1.0, share)) * _CELLS)
    return Span("█" * full + "░" * (_CELLS - full), code=True)


def percent(share: float) -> str:
    """Such as "58 %", unbroken."""
    return f"{round(share * 100)}\u00a0%"


def interval(low: float, high: float) -> str:
    """Such as "45–70 %"."""
    return f"{round(low * 100)}–{percent(high)}"
