#!/usr/bin/env python3
"""Learn the matrix of index/embedder.py from the vocabulary: everyday words are to lie near the official ones.

usage: scripts/adapt.py [--out FILE]

Each everyday word, alone and asked (…谁负责), is drawn towards its official word and away from all others (InfoNCE, τ 0.02),
the matrix kept small by a penalty on its squares. Some minutes on two cores; needed only after many new entries.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy, normalize

from index.embedder import FILE, SentenceEmbedder
from index.vocabulary import entries, topics

ASKED = ("{}谁负责", "{}归谁管", "{}怎么改", "{}什么时候弄完", "{}查出啥问题", "{}谁验收", "{}要达到啥目标")
TEMPERATURE, PENALTY, STEPS, BATCH, RATE = 0.02, 0.05, 600, 512, 1e-3


def main(argv: Sequence[str] | None = None) -> int:
    """Learn and write; exit 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "index/data" / FILE)
    arguments = parser.parse_args(argv)
    words, officials = zip(*pairs(), strict=True)
    names = sorted(set(officials))
    embedder = SentenceEmbedder()
    asked = [form.format(word) for form, word in zip(cycle(ASKED), words, strict=False)]
    aims = torch.tensor([names.index(o) for o in officials])
    spoken = torch.from_numpy(np.stack([embedder.queries(words), embedder.queries(asked)]))
    matrix = learn(spoken, aims, torch.from_numpy(embedder.documents(names)))
    arguments.out.parent.mkdir(exist_ok=True)
    np.save(arguments.out, matrix.numpy().astype(np.float16))
    return 0


def pairs() -> Iterator[tuple[str, str]]:
    """(everyday word, official word) of the vocabulary and of the topics."""
    for names, everyday in entries():
        yield from ((word, names[0]) for word in everyday)
    for topic in topics():
        yield from ((word, topic.name) for word in topic.asked)


def learn(spoken: torch.Tensor, aims: torch.Tensor, official: torch.Tensor) -> torch.Tensor:
    """The matrix W such that q + qW of each of the `spoken` (forms × words × dimension) is nearest to its official word."""
    torch.manual_seed(0)
    size = official.shape[1]
    matrix = torch.zeros(size, size, requires_grad=True)
    optimiser = torch.optim.Adam([matrix], lr=RATE)
    for _ in range(STEPS):
        loss = PENALTY * (matrix**2).sum()
        for form in spoken:
            rows = torch.randint(len(form), (BATCH,))
            turned = normalize(form[rows] + form[rows] @ matrix, dim=1)
            loss = loss + cross_entropy(turned @ official.T / TEMPERATURE, aims[rows]) / len(spoken)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return matrix.detach()


if __name__ == "__main__":
    sys.exit(main())
