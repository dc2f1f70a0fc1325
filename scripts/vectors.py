#!/usr/bin/env python3
"""Write index/data/vectors.npz: the vectors with which the first index is built without embedding.

usage: scripts/vectors.py [--afresh] [--out FILE]

Needed after the bundled plan, its phrasings or the background have changed (a test says so). What the file has already is
kept, what nothing uses any more goes; --afresh embeds everything, some minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from index.chunks import Chunk
from index.embedder import Embedder, SentenceEmbedder, Vectors
from index.shipped import FILE, bundled_chunks, shipped_vectors, write_vectors


def main(argv: Sequence[str] | None = None) -> int:
    """Embed what is missing and write; exit 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--afresh", action="store_true", help="embed everything again")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "index/data" / FILE)
    arguments = parser.parse_args(argv)
    embedder = SentenceEmbedder()
    known = {} if arguments.afresh or not arguments.out.exists() else shipped_vectors(embedder.name)
    chunks = {c.key: c for c in bundled_chunks()}
    missing = [c for key, c in chunks.items() if key not in known]
    vectors = {key: known[key] for key in chunks if key in known} | embedded(missing, embedder)
    write_vectors(arguments.out, embedder.name, vectors)
    print(f"{arguments.out}: {len(vectors)} vectors, {len(missing)} of them new, {arguments.out.stat().st_size:,} bytes")
    return 0


def embedded(chunks: Sequence[Chunk], embedder: Embedder) -> dict[str, Vectors]:
    """The vectors of the chunks by their content keys."""
    spoken = [c for c in chunks if c.kind.spoken]
    passages = [c for c in chunks if not c.kind.spoken]
    found = dict(zip((c.key for c in passages), embedder.documents([c.embedded for c in passages], _tell), strict=True))
    return found | dict(zip((c.key for c in spoken), embedder.queries([c.embedded for c in spoken], _tell), strict=True))


def _tell(done: int, total: int) -> None:
    print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
