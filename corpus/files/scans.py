"""Scans and pictures → text: what their pages show is recognised by rapidocr, which the optional extra `ocr` brings.

    页      = a picture, or a page of a PDF as it is drawn      bounded in number and in size
    行      = 字块+                                             the words that are found, by their places (corpus.files.pdf_lines)

Nothing so read is sure: every page is told as to be checked (须核对), with the words that were hardest to read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any, NamedTuple

from corpus.errors import UnreadableFile

from .pdf_lines import Char, Line, joined, lines_of
from .pdf_pages import without_running
from .words import RECOGNISED

MAX_SCANNED = 60
"""Pages that are recognised of one file: some ten seconds each."""
_SCALE = 200 / 72
_LONGEST_SIDE = 2600
_MOST_PIXELS = 120_000_000
_UNSURE = 0.85
_SHOWN = 5
Tell = Callable[[int, int], None]
"""Takes how many pages are done, and how many there are."""


class _Word(NamedTuple):
    """A piece of a line as it was recognised, and how sure that is (0 to 1)."""

    char: Char
    sure: float


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def recognised(data: bytes, tell: Tell) -> tuple[str, tuple[str, ...]]:
    """The text of a scanned PDF or a picture, and one note a page.

    Raises:
        UnreadableFile: it has more than `MAX_SCANNED` pages, cannot be opened, or shows no words.
    """
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 2})
    pages: list[list[Line]] = []
    notes: list[str] = []
    total, images = _images(data)
    for number, image in enumerate(images, 1):
        tell(number - 1, total)
        words = _words(engine(image))
        pages.append(lines_of(word.char for word in words))
        notes.append(_note(number, [word for word in words if word.sure < _UNSURE]))
    tell(total, total)
    text = "\n".join(line for page in without_running(pages) for line in joined(page))
    if not text.strip():
        raise UnreadableFile(RECOGNISED.nothing)
    return text, tuple(notes)


def _images(data: bytes) -> tuple[int, Iterator[Any]]:
    """How many pages there are, and each drawn as an array of pixels when its turn comes."""
    if b"%PDF-" not in data[:1024]:
        return 1, iter([_picture(data)])
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    if len(pdf) > MAX_SCANNED:
        raise UnreadableFile(RECOGNISED.many.format(pages=len(pdf), most=MAX_SCANNED))
    return len(pdf), (page.render(scale=min(_SCALE, _LONGEST_SIDE / max(page.get_size()))).to_numpy() for page in pdf)


def _picture(data: bytes) -> Any:
    import numpy as np
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise UnreadableFile(RECOGNISED.large)
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError):
        raise UnreadableFile(RECOGNISED.broken) from None
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return np.asarray(image)[:, :, ::-1]  # blue first, as the recogniser's own reader gives it


def _words(result: Any) -> list[_Word]:
    """What was found on a page, as if each word were one wide character."""
    found = zip(result.boxes, result.txts, result.scores, strict=True) if result.boxes is not None else ()
    return [_Word(_char(text, box.tolist()), float(score)) for box, text, score in found if text.strip()]


def _char(text: str, corners: list[list[float]]) -> Char:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    size = max(1.0, 0.8 * (max(down) - min(down)))  # a box is drawn somewhat higher than its words
    return Char(text, min(across), max(across), min(down), max(down), size)


def _note(number: int, unsure: list[_Word]) -> str:
    words = "、".join(f"“{word.char.text[:12]}”" for word in islice(unsure, _SHOWN))
    doubt = RECOGNISED.unsure.format(words=words, n=len(unsure)) if unsure else ""
    return RECOGNISED.page.format(number=number, doubt=doubt)
