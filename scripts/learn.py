"""Learn the nets of `bot/questions/net.py`.

usage: learn.py intents [--held FILE.tsv]      what messages want: bot/data/intents.tsv and scripts/data/heard.tsv → bot/data/intents.npz,
                                               and bot/data/asking.txt, the words that only say how something is asked
       learn.py capacities [--held FILE.tsv]   in which capacity units are meant: scripts/data/capacities.tsv → bot/data/capacities.npz

FILE.tsv, of the same form, is judged and not learnt from. A line is an intent, whether something was said before, and the masked words;
of heard.tsv also what else is told of them, by the name of a head of the net: edit=narrow. Of capacities.tsv it is the words around a
unit and what is told of it. The same lines give the same net, in some minutes.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from bot.questions import capacities
from bot.questions.asides import DENIES
from bot.questions.intents import BUCKETS, SETS, features
from bot.questions.net import CHARACTERS, FIRST, FOLLOWS, HEADS, UNKNOWN
from index.lexical import Lexicon
from index.vocabulary import of_the_trade

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "bot" / "data"
MESSAGES = (DATA / "intents.tsv", ROOT / "scripts" / "data" / "heard.tsv")
UNITS = (ROOT / "scripts" / "data" / "capacities.tsv",)
WIDTHS = (1, 2, 3, 4, 5)
LONGEST, EPOCHS = 60, 16
FORGOTTEN, SMOOTHED = 0.05, 0.05
"""The share of characters that are not seen in learning, how far likelihoods are kept from certain."""
UNSAID = -100
"""The label of what a line does not tell, as torch's cross_entropy ignores it."""


class Shape(NamedTuple):
    """A net: its heads with what each is worth, how much it holds, how it is learned, and how far it tells places apart (0: not)."""

    heads: Mapping[str, float]
    dimension: int
    patterns: int
    batch: int
    rate: float
    reach: int = 0


SHAPES = {
    "intents": Shape({name: 1.0 if name == "intent" else 0.5 for name in HEADS}, 96, 192, 64, 1.5e-3),
    "capacities": Shape(dict.fromkeys(capacities.HEADS, 1.0), 64, 96, 32, 2e-3, 14),
}


class Row(NamedTuple):
    """A labelled message: whether something was said before, its masked words, and what is told of it by the heads of the net."""

    follows: bool
    words: str
    told: Mapping[str, str]


class Learner(nn.Module):
    """The net as it is learned, with dropout."""

    def __init__(self, shape: Shape, characters: Sequence[str], labels: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.shape = shape
        self.numbers = {c: n for n, c in enumerate(characters, CHARACTERS)}
        self.labels = labels
        self.vectors = nn.Embedding(CHARACTERS + len(characters), shape.dimension, padding_idx=0)
        self.places = nn.Embedding(2 * shape.reach + 1, shape.dimension) if shape.reach else None
        self.patterns = nn.ModuleList(nn.Conv1d(shape.dimension, shape.patterns, w, padding=w - 1) for w in WIDTHS)
        self.heads = nn.ModuleList(nn.Linear(len(WIDTHS) * shape.patterns, len(names)) for names in labels)
        self.drop_vectors, self.drop_signs = nn.Dropout(0.2), nn.Dropout(0.5)

    def forward(self, numbers: Tensor) -> list[Tensor]:
        """The logits of every head for rows of characters' numbers."""
        vectors = self.vectors(numbers)
        if self.places is not None:
            of = (numbers == self.numbers[capacities.MARK]).float().argmax(1, keepdim=True)
            away = (torch.arange(numbers.shape[1]) - of).clamp(-self.shape.reach, self.shape.reach) + self.shape.reach
            vectors = vectors + self.places(away) * (numbers > 0).unsqueeze(2)
        said = self.drop_vectors(vectors).transpose(1, 2)
        signs = self.drop_signs(torch.cat([torch.relu(pattern(said)).amax(2) for pattern in self.patterns], 1))
        return [head(signs) for head in self.heads]

    def numbered(self, rows: Sequence[Row]) -> Tensor:
        """A row a message: what was before, its characters, and at least one number of none."""
        out = np.zeros((len(rows), LONGEST + 2), np.int64)
        for line, row in zip(out, rows, strict=True):
            said = [self.numbers.get(c, UNKNOWN) for c in row.words[:LONGEST]]
            line[: len(said) + 1] = [FOLLOWS if row.follows else FIRST, *said]
        return torch.from_numpy(out)

    def labelled(self, rows: Sequence[Row]) -> list[Tensor]:
        """Of every head the number of each row's label."""
        return [
            torch.tensor([names.index(label) if (label := row.told.get(head)) in names else UNSAID for row in rows])
            for head, names in zip(self.shape.heads, self.labels, strict=True)
        ]


def read_rows(path: Path) -> list[Row]:
    """The rows of a file, comments left out."""
    return [
        Row(follows == "1", words, {"intent": intent} | dict(map(_pair, told))) for intent, follows, words, *told in _lines(path)
    ]


def _lines(path: Path) -> Iterator[list[str]]:
    return (line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))


def _pair(said: str) -> tuple[str, str]:
    name, _, label = said.partition("=")
    return name, label


def read_units(path: Path) -> list[Row]:
    """The rows of a file of units, comments left out."""
    return [Row(False, words, dict(map(_pair, told))) for words, *told in _lines(path)]


def learnt(shape: Shape, rows: Sequence[Row], told: Callable[[int], None]) -> Learner:
    """The net; the same rows always give the same one on the same machine."""
    torch.manual_seed(0)
    shuffled = torch.Generator().manual_seed(0)
    counted = Counter(c for row in rows for c in row.words)
    labels = [sorted({row.told[head] for row in rows if head in row.told}) for head in shape.heads]
    model = Learner(shape, sorted(c for c, n in counted.items() if n > 1), labels)
    numbers, wanted = model.numbered(rows), model.labelled(rows)
    lengths = (numbers > 0).sum(1)
    optimizer = torch.optim.AdamW(model.parameters(), shape.rate, weight_decay=0.01)
    steps = EPOCHS * sum(1 for _ in batches(lengths, shape.batch, torch.Generator()))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, shape.rate, total_steps=steps, pct_start=0.1)
    kept = model.numbers.get(capacities.MARK, 0)
    model.train()
    for epoch in range(EPOCHS):
        for batch in batches(lengths, shape.batch, shuffled):
            said = numbers[batch][:, : int(lengths[batch].max()) + 1]
            gone = (torch.rand(said.shape, generator=shuffled) < FORGOTTEN) & (said >= CHARACTERS) & (said != kept)
            scores = model(said.masked_fill(gone, UNKNOWN))
            loss = sum(w * lost(s, y[batch]) for w, s, y in zip(shape.heads.values(), scores, wanted, strict=True))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[union-attr]
            optimizer.step()
            schedule.step()
        told(epoch + 1)
    return model.eval()


def lost(scores: Tensor, wanted: Tensor) -> Tensor:
    """What a batch is from what is wanted of it, on an average of all its rows: few of them tell an edit."""
    summed = nn.functional.cross_entropy(scores, wanted, label_smoothing=SMOOTHED, ignore_index=UNSAID, reduction="sum")
    return summed / len(wanted)


def batches(lengths: Tensor, size: int, generator: torch.Generator) -> Iterator[Tensor]:
    """All rows once in a random order, in batches of about the same length."""
    chosen = [
        batch
        for piece in torch.randperm(len(lengths), generator=generator).split(size * 50)
        for batch in piece[lengths[piece].argsort(stable=True)].split(size)
    ]
    return (chosen[i] for i in torch.randperm(len(chosen), generator=generator).tolist())


def judged(model: Learner, held: Sequence[Row]) -> str:
    """How much of each head is right, and whether a set is wanted."""
    with torch.no_grad():
        parts = [model(part) for part in model.numbered(held).split(256)]
    said = []
    for n, (head, names) in enumerate(zip(model.shape.heads, model.labels, strict=True)):
        found = [names[i] for part in parts for i in part[n].argmax(1).tolist()]
        pairs = [(a, label) for a, row in zip(found, held, strict=True) if (label := row.told.get(head))]
        if pairs:
            said.append(f"{head} right {np.mean([a == b for a, b in pairs]):.3f} of {len(pairs)}")
        if head == "intent":
            said.append(f"set or not {np.mean([(a in SETS) == (b in SETS) for a, b in pairs]):.3f}")
    return ", ".join(said)


def write(model: Learner, rows: Sequence[Row], path: Path) -> None:
    """The weights in half precision; of messages also how much of each bucket of words was learned from (bot.questions.learning)."""
    half = {"vectors": model.vectors.weight} | ({"places": model.places.weight} if model.places is not None else {})
    for width, pattern in zip(WIDTHS, model.patterns, strict=True):
        half |= {f"pattern_{width}": pattern.weight.permute(2, 1, 0), f"bias_{width}": pattern.bias}  # type: ignore[operator]
    for name, head in zip(model.shape.heads, model.heads, strict=True):
        half |= {f"{name}_weights": head.weight.T, f"{name}_bias": head.bias}  # type: ignore[operator]
    labels = {f"{name}_labels": np.array(names) for name, names in zip(model.shape.heads, model.labels, strict=True)}
    kept = {name: tensor.detach().numpy().astype(np.float16) for name, tensor in half.items()}
    learned = {"seen": seen(rows)} if model.places is None else {}
    np.savez_compressed(path, characters=np.array("".join(model.numbers)), **learned, **labels, **kept)


def seen(rows: Sequence[Row]) -> np.ndarray[tuple[int], np.dtype[np.float16]]:
    """Of each bucket the sum of the squares of its share in the rows."""
    out = np.zeros(BUCKETS)
    for row in rows:
        found = list(features(row.words, row.follows))
        out[found] += 1 / len(found)
    return out.astype(np.float16)


def asking(rows: Sequence[Row]) -> list[str]:
    """The words that several messages have and no plan: what remains of questions where everything particular is masked."""
    lexicon = Lexicon()
    plans = [*(ROOT / "tests" / "data" / "cities").glob("*.txt"), *(ROOT / "corpus" / "data").glob("*.txt")]
    written = "".join(path.read_text("utf-8") for path in plans)
    words = [{word for word in lexicon.cut(row.words) if _HAN.fullmatch(word)} for row in rows]
    counted = Counter(word for said in words for word in said)
    sparing = Counter(word for said, row in zip(words, rows, strict=True) if row.told.get("edit") == "exclude" for word in said)
    often = (w for w, n in counted.items() if n > 2 and 3 * sparing[w] < n and w not in written and not of_the_trade(w))
    return sorted(word for word in often if not (DENIES.search(word) or _LIMITS.search(word)))


_HAN = re.compile("[一-鿿]{2,}")
_LIMITS = re.compile("[二两俩三四五六七八九十百千半双]|[前后早晚久远近大小]|[省国央县区市镇村乡街]|一家|其[他它]|余|剩|去掉|以内")
"""What may limit a set, as a number, a time, an end or a kind of unit does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Learn and write the net, or judge what is held back."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("net", choices=SHAPES, help="which of them")
    parser.add_argument("--held", type=Path, metavar="FILE", help="judge these examples instead of writing")
    arguments = parser.parse_args(argv)
    of_messages = arguments.net == "intents"
    read, paths = (read_rows, MESSAGES) if of_messages else (read_units, UNITS)
    rows = [row for path in paths for row in read(path)]
    model = learnt(SHAPES[arguments.net], rows, lambda epoch: print(f"{epoch} of {EPOCHS}", flush=True))
    if arguments.held:
        print(judged(model, read(arguments.held)))
        return 0
    write(model, rows, DATA / f"{arguments.net}.npz")
    if of_messages:
        (DATA / "asking.txt").write_text("\n".join([*asking(rows), ""]), "utf-8")
    print(f"{len(rows)} examples")
    return 0


if __name__ == "__main__":
    sys.exit(main())
