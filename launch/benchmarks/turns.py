"""Milliseconds of a turn of conversation, ours with its answers against stock Rasa's with none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from launch.benchmarks.figures import Figure, Measured, median, percentile, run_in_turns, spread
from launch.benchmarks.processes import read_cpu_seconds
from launch.benchmarks.servers import Server
from launch.benchmarks.visitors import Visitor
from launch.console import say

_BLOCK = 25
_N_BLOCKS = 8
_LONG = 1000
_STOCK_LONG = 300
_ENDS = 50
_N_BURSTS = 8
_BURST = 4


@dataclass(frozen=True)
class Block:
    """Some turns of one conversation.

    Attributes:
        seconds: Of each turn.
        cpu_seconds: Of all turns together, in the server's processes; None where the system does not say.
    """

    seconds: list[float]
    cpu_seconds: float | None


@dataclass(frozen=True)
class Burst:
    """Several quick messages, and how long one turn took at that time; in seconds."""

    together: float
    one_turn: float


def bench_turns(servers: Sequence[Server], questions: Sequence[str]) -> Measured:
    """Short conversations: measure, print and return the figures of a turn."""
    messages = spread(questions, _BLOCK * _N_BLOCKS)
    for server in servers:
        measure_block(server, messages[:: len(messages) // _BLOCK])
    blocks = [messages[start::_N_BLOCKS] for start in range(_N_BLOCKS)]
    measured = _in_turns({server.name: partial(measure_block, server) for server in servers}, blocks)
    say(f"\n== Chat turn: {len(messages)} turns a side in conversations of {_BLOCK}, in turns, ms p50 / p95")
    seconds = {name: [s for block in found for s in block.seconds] for name, found in measured.items()}
    for name, values in seconds.items():
        p50, p95 = percentile(values, 50) * 1000, percentile(values, 95) * 1000
        say(f"  {name:<8} {p50:7.1f} / {p95:7.1f}   {_format_cpu(measured[name])}")
    ratios = {p: percentile(seconds["ours"], p) / percentile(seconds["stock"], p) for p in (50, 95)}
    say(f"  ours is {ratios[50]:.2f} x at p50, {ratios[95]:.2f} x at p95")
    return {Figure.TURN_P50: ratios[50]}


def bench_long_conversations(ours: Server, stock: Server, questions: Sequence[str]) -> Measured:
    """One long conversation on each side: the last turns over the first, which say the same.

    Stock's is shorter: its turns grow so dear that 1,000 of them would take longer than all the rest.
    """
    same = spread(questions, _ENDS)
    measured: dict[str, list[Block]] = {ours.name: [], stock.name: []}
    visitors = {server.name: server.visit() for server in (ours, stock)}
    n_blocks, n_stock = _LONG // _BLOCK, _STOCK_LONG // _BLOCK
    for number in range(n_blocks):
        turns = [same[(number * _BLOCK + place) % _ENDS] for place in range(_BLOCK)]
        measured[ours.name].append(_talk(visitors[ours.name], ours, turns))
        # Stock's blocks are spread over the time of ours.
        if (number + 1) * n_stock // n_blocks > number * n_stock // n_blocks:
            place = len(measured[stock.name]) * _BLOCK
            turns = [same[(place + offset) % _ENDS] for offset in range(_BLOCK)]
            measured[stock.name].append(_talk(visitors[stock.name], stock, turns))
    say(f"\n== One conversation: ms p50 of the first {_ENDS} turns and the last {_ENDS}")
    n_ends = _ENDS // _BLOCK
    for name, found in measured.items():
        first, last = found[:n_ends], found[-n_ends:]
        before, after = _milliseconds(first), _milliseconds(last)
        say(
            f"  {name:<6} {len(found) * _BLOCK:>5,} turns {before:7.1f} → {after:7.1f}   "
            f"{after / before:.2f} x   {_format_cpu(first)} → {_format_cpu(last)}"
        )
    return _compare_ends(measured[ours.name][:n_ends], measured[ours.name][-n_ends:])


def bench_bursts(servers: Sequence[Server], questions: Sequence[str]) -> Measured:
    """Four quick messages of one user: seconds until all are answered, over one turn."""
    messages = spread(questions, _BURST)
    bursts: dict[str, list[Burst]] = {server.name: [] for server in servers}
    visitors = {server.name: server.visit() for server in servers}
    runs = {name: partial(_burst, visitor, messages, bursts[name]) for name, visitor in visitors.items()}
    run_in_turns(runs, _N_BURSTS)
    say(f"\n== {_BURST} quick messages of one user: ms until all are answered, median of {_N_BURSTS}")
    ratios = {}
    for name, found in bursts.items():
        together = median([burst.together for burst in found]) * 1000
        one_turn = median([burst.one_turn for burst in found]) * 1000
        ratios[name] = together / one_turn
        say(f"  {name:<8} {together:7.1f}   one turn {one_turn:6.1f}   {ratios[name]:.2f} x")
    return {Figure.BURST: ratios["ours"]}


def measure_block(server: Server, messages: Sequence[str]) -> Block:
    """Hold a conversation of its own."""
    return _talk(server.visit(), server, messages)


def _talk(visitor: Visitor, server: Server, messages: Sequence[str]) -> Block:
    before = read_cpu_seconds(server.pids.values())
    seconds = [visitor.say(message) for message in messages]
    after = read_cpu_seconds(server.pids.values())
    visitor.hang_up()
    return Block(seconds, None if before is None or after is None else after - before)


def _in_turns(
    sides: Mapping[str, Callable[[Sequence[str]], Block]], blocks: Sequence[Sequence[str]]
) -> dict[str, list[Block]]:
    """Give every block of messages to each side, in turns; ours first in every other block."""
    measured: dict[str, list[Block]] = {name: [] for name in sides}
    for number, messages in enumerate(blocks):
        for name in sorted(sides, reverse=bool(number % 2)):
            measured[name].append(sides[name](messages))
    return measured


def _burst(visitor: Visitor, messages: Sequence[str], into: list[Burst]) -> float:
    one_turn = median([visitor.say(message) for message in messages])
    together = visitor.say_at_once(messages)
    visitor.hang_up()
    into.append(Burst(together, one_turn))
    return together


def _compare_ends(first: Sequence[Block], last: Sequence[Block]) -> Measured:
    growth = {Figure.GROWTH: _milliseconds(last) / _milliseconds(first)}
    cpu_first, cpu_last = _cpu_milliseconds(first), _cpu_milliseconds(last)
    if cpu_first and cpu_last:
        growth[Figure.GROWTH_CPU] = cpu_last / cpu_first
    return growth


def _milliseconds(blocks: Sequence[Block]) -> float:
    """The middle of all turns."""
    return median([seconds for block in blocks for seconds in block.seconds]) * 1000


def _cpu_milliseconds(blocks: Sequence[Block]) -> float | None:
    """The mean of all turns: the system counts in steps longer than some turns."""
    used = [block.cpu_seconds for block in blocks if block.cpu_seconds is not None]
    if len(used) < len(blocks):
        return None
    return sum(used) / sum(len(block.seconds) for block in blocks) * 1000


def _format_cpu(blocks: Sequence[Block]) -> str:
    used = _cpu_milliseconds(blocks)
    return "CPU time not known" if used is None else f"{used:.1f} CPU ms"
