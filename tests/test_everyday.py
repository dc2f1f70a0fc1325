"""People's words for what a piece of the plan speaks of."""

from __future__ import annotations

from index.everyday import Everyday

PIECES = ("全市扬尘污染严重。", "焦化企业未完成改造。", "", "今年召开会议。")


def test_everyday_words_score_what_they_mean() -> None:
    """A question in people's words scores the piece that has the official one, and no other."""
    dust, coking, empty, neutral = Everyday.of(PIECES).scores("灰大，天天起灰")
    assert dust > 0 == coking == empty == neutral


def test_words_that_nobody_listed_score_by_their_parts() -> None:
    """Part of a listed word is enough: pairs of characters are compared."""
    listed, partly = (Everyday.of(PIECES).scores(words)[0] for words in ("尘土飞扬", "满街尘土"))
    assert 0 < partly < listed


def test_a_question_without_known_words_scores_nothing() -> None:
    """Nothing shared, nothing scored; no words, no pieces and no entries are no errors."""
    assert list(Everyday.of(PIECES).scores("hello")) == [0, 0, 0, 0]
    assert list(Everyday.of(PIECES).scores("")) == [0, 0, 0, 0]
    assert list(Everyday.of(()).scores("灰大")) == []
    assert list(Everyday.of(("今年召开会议。",)).scores("灰大")) == [0]


def test_a_piece_scores_every_entry_it_speaks_of() -> None:
    """What two entries share counts twice for a piece that speaks of both, and an official word at a piece's edge is its own."""
    both, dust, coking = Everyday.of(("扬尘污染，焦化企业未改造", "扬尘", "焦化企业")).scores("灰大，烧焦的")
    assert dust > 0
    assert coking > 0
    assert both > max(dust, coking)
