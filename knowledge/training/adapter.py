"""Trains the adapter that teaches the default model how learners put their needs.

A sample question is pulled towards the sentences about its entry and the other questions of that entry, and
away from what the other entries of its batch get (InfoNCE both ways, arXiv 1807.03748). Only low-rank factors
in the upper layers are trained; the lower layers run once, and what they give is kept, which halves the work.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

from knowledge.catalogue import Catalogue
from knowledge.chunking import unit_text
from knowledge.encoding.adapter import ADAPTER
from knowledge.encoding.encoder import DEFAULT_MODEL
from knowledge.encoding.export import find_source, load_original
from knowledge.passages import Passage

_FIRST_LAYER = 3  # of six: those below stay as published
_RANK = 16
_GAIN = 2.0
_DROPOUT = 0.05
_BATCH = 128
_LEARNING_RATE = 1e-3
_SHARPNESS = 20.0
_MAX_TOKENS = 72
_SHARE_OF_SIBLINGS = 0.35
_MOST_SENTENCES = 30
# How often a sentence of each field is what a question is pulled towards; the other fields seldom are.
_FIELD_WEIGHTS = {
    "what": 3.0,
    "use_cases": 5.0,
    "exam": 2.0,
    "features": 2.0,
    "how": 2.0,
    "problem_type": 2.0,
}
_OTHER_FIELD_WEIGHT = 0.4


@dataclass(frozen=True)
class Lesson:
    """Sample questions of one entry, and sentences about it with how often each is shown."""

    family: str
    questions: Sequence[str]
    sentences: Sequence[tuple[float, str]]


class LowRank(nn.Module):
    """A frozen linear layer and the trained product of two thin matrices beside it."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.layer = layer
        self.down = nn.Parameter(torch.randn(_RANK, layer.in_features) * 0.3 / _RANK**0.5)
        self.up = nn.Parameter(torch.zeros(layer.out_features, _RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        """The layer's output with the adaptation; same shape."""
        dropped = functional.dropout(states, _DROPOUT, self.training)
        change = functional.linear(functional.linear(dropped, self.down), self.up)
        return self.layer(states) + _GAIN * change  # type: ignore[no-any-return]


class Student:
    """The model cut in two: kept states of the lower layers, and the upper layers with adapters."""

    def __init__(self, texts: Sequence[str]) -> None:
        original = load_original(DEFAULT_MODEL, find_source(DEFAULT_MODEL))
        self._bert: Any = original[0].model
        self._bert.eval().requires_grad_(False)
        ids = original.tokenizer(list(texts), truncation=True, max_length=_MAX_TOKENS)["input_ids"]
        self._states = self._run_lower(dict(zip(texts, ids, strict=True)))
        self.adapted = self._adapt()

    def parameters(self) -> list[nn.Parameter]:
        """What is trained."""
        return [factor for layer in self.adapted.values() for factor in (layer.down, layer.up)]

    def length_of(self, text: str) -> int:
        """Word pieces of a text."""
        return len(self._states[text])

    def embed(self, texts: Sequence[str]) -> torch.Tensor:
        """L2-normalised vectors, shape (len(texts), dimension)."""
        longest = max(map(self.length_of, texts))
        states = torch.zeros(len(texts), longest, self._bert.config.hidden_size)
        mask = torch.zeros(len(texts), longest)
        for row, text in enumerate(texts):
            states[row, : self.length_of(text)] = self._states[text].float()
            mask[row, : self.length_of(text)] = 1
        states = _run(self._bert.encoder.layer[_FIRST_LAYER:], states, mask)
        pooled = (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        return functional.normalize(pooled, dim=1)

    def _run_lower(self, ids: Mapping[str, Sequence[int]]) -> dict[str, torch.Tensor]:
        kept: dict[str, torch.Tensor] = {}
        order = sorted(ids, key=lambda text: len(ids[text]))
        with torch.inference_mode():
            for start in range(0, len(order), 256):
                texts = order[start : start + 256]
                tokens = nn.utils.rnn.pad_sequence(
                    [torch.tensor(ids[text]) for text in texts], batch_first=True
                )
                mask = torch.zeros(tokens.shape)
                for row, text in enumerate(texts):
                    mask[row, : len(ids[text])] = 1
                states = _run(
                    self._bert.encoder.layer[:_FIRST_LAYER], self._bert.embeddings(input_ids=tokens), mask
                )
                for row, text in enumerate(texts):
                    kept[text] = states[row, : len(ids[text])].half()
        return {text: states.clone() for text, states in kept.items()}  # out of inference mode

    def _adapt(self) -> dict[str, LowRank]:
        adapted: dict[str, LowRank] = {}
        for number in range(_FIRST_LAYER, len(self._bert.encoder.layer)):
            block = self._bert.encoder.layer[number]
            places = [(block.attention.self, "attention.self", name) for name in ("query", "key", "value")]
            places += [(block.attention.output, "attention.output", "dense")]
            places += [(block.intermediate, "intermediate", "dense"), (block.output, "output", "dense")]
            for parent, path, name in places:
                layer = LowRank(getattr(parent, name))
                setattr(parent, name, layer)
                adapted[f"encoder.layer.{number}.{path}.{name}"] = layer
        return adapted


def make_lessons(
    passages: Sequence[Passage], samples: Mapping[str, Sequence[str]], catalogue: Catalogue
) -> dict[str, Lesson]:
    """What there is to learn of each entry that has sample questions.

    Args:
        samples: Entry id to questions.
    """
    sentences: dict[str, list[tuple[float, str]]] = {}
    for passage in passages:
        if passage.subject and passage.aspect != "avoid" and passage.kind != "code":
            weight = _FIELD_WEIGHTS.get(passage.aspect or "", _OTHER_FIELD_WEIGHT)
            own = [unit for unit in passage.units if unit.subject in (None, passage.subject)]
            sentences.setdefault(passage.subject, []).extend((weight, unit_text(unit)) for unit in own)
    return {
        entry.id: Lesson(
            entry.part_of or entry.id,
            samples[entry.id],
            sorted(sentences.get(entry.id, []), key=lambda row: -row[0])[:_MOST_SENTENCES],
        )
        for entry in catalogue
        if entry.id in samples
    }


def train_adapter(
    lessons: Mapping[str, Lesson],
    epochs: float = 3.0,
    seed: int = 1,
    on_step: Callable[[int, int, float], object] = lambda *_: None,
) -> float:
    """Train and write ``weights/adapter.safetensors``; returns the loss of the last twentieth.

    The same lessons, seed and thread count give the same file.

    Args:
        on_step: Called with the step, their number and the loss.
    """
    rng = random.Random(seed)
    torch.manual_seed(seed)
    texts = [text for one in lessons.values() for text in (*one.questions, *(s for _, s in one.sentences))]
    student = Student(list(dict.fromkeys(texts)))
    pairs = [(entry_id, question) for entry_id, one in lessons.items() for question in one.questions]
    n_steps = int(epochs * len(pairs) / _BATCH)
    optimiser = torch.optim.AdamW(student.parameters(), lr=_LEARNING_RATE, weight_decay=0.01)
    warm = 0.1 * n_steps + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / n_steps)
    )
    batches, losses = _batches(pairs, student, rng), []
    for step in range(1, n_steps + 1):
        loss = _loss(next(batches), lessons, student, rng)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        on_step(step, n_steps, losses[-1])
    factors = {}
    for name, layer in student.adapted.items():
        factors[f"{name}.down"] = (layer.down.data * _GAIN).half()
        factors[f"{name}.up"] = layer.up.data.half()
    save_file(factors, str(ADAPTER))
    last = losses[-max(1, len(losses) // 20) :]
    return sum(last) / len(last)


def _loss(
    batch: Sequence[tuple[str, str]], lessons: Mapping[str, Lesson], student: Student, rng: random.Random
) -> torch.Tensor:
    towards = [_draw(lessons[entry_id], question, rng) for entry_id, question in batch]
    likeness = student.embed([question for _, question in batch]) @ student.embed(towards).T * _SHARPNESS
    # What belongs to the same service is no counterexample.
    families = [lessons[entry_id].family for entry_id, _ in batch]
    same = torch.tensor([[a == b for b in families] for a in families]) & ~torch.eye(
        len(batch), dtype=torch.bool
    )
    likeness = likeness.masked_fill(same, -1e4)
    right = torch.arange(len(batch))
    both = functional.cross_entropy(likeness, right) + functional.cross_entropy(likeness.T, right)
    return both / 2


def _draw(lesson: Lesson, question: str, rng: random.Random) -> str:
    """A sentence about the entry, or another question of it."""
    siblings = [other for other in lesson.questions if other != question]
    if siblings and (not lesson.sentences or rng.random() < _SHARE_OF_SIBLINGS):
        return rng.choice(siblings)
    if not lesson.sentences:
        return question
    weights = [weight for weight, _ in lesson.sentences]
    return rng.choices([sentence for _, sentence in lesson.sentences], weights)[0]


def _batches(
    pairs: Sequence[tuple[str, str]], student: Student, rng: random.Random
) -> Iterator[list[tuple[str, str]]]:
    """Endless batches of questions of like length, each entry once in a batch."""
    while True:
        pool = rng.sample(pairs, len(pairs))
        ready = []
        for start in range(0, len(pool), _BATCH * 10):
            left = sorted(
                pool[start : start + _BATCH * 10],
                key=lambda pair: student.length_of(pair[1]) + rng.random() * 4,
            )
            while left:
                batch: dict[str, tuple[str, str]] = {}
                rest = []
                for pair in left:
                    if len(batch) < _BATCH and pair[0] not in batch:
                        batch[pair[0]] = pair
                    else:
                        rest.append(pair)
                left = rest
                if len(batch) >= _BATCH // 2:
                    ready.append(list(batch.values()))
        rng.shuffle(ready)
        yield from ready


def _run(layers: Any, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """States through transformer layers; `mask` is 1 where there is a word piece."""
    bias = (1 - mask[:, None, None, :]) * -1e9
    for layer in layers:
        out = layer(states, bias)
        states = out[0] if isinstance(out, tuple) else out
    return states
