"""How many parties a set's problems are to have: 验收单位是两家的, 责任单位三家以上的, 只由一个县（市、区）落实的."""

from __future__ import annotations

import re

from corpus.text.numbers import NUMERAL, to_int

from .query import Duty, Parties

_AMOUNT = rf"(?:只|仅)?(?P<n>{NUMERAL})[个家](?P<more>及?以上|或以上)?"
_OFFICES = re.compile(
    rf"(?P<duty>责任|验收|牵头|配合)(?:单位|部门)(?:都|只|仅)?(?:是|有|为|写了)?{_AMOUNT}(?:单位|部门)?(?P<then>及?以上|或以上)?的"
)
_DISTRICTS = re.compile(
    rf"(?:只|仅|就)(?:由|归|有|涉及|让)?(?P<n>{NUMERAL})个(?:县\([^)]{{1,8}}\)|[县市区旗、]{{1,7}})(?:党委政府|政府)?(?:来)?(?:单独)?(?:落实|负责|承担|参与|管|干)?的"
)
_DUTIES = {"验收": Duty.ACCEPTS, "牵头": Duty.LEAD, "配合": Duty.MEMBER}


def parties_in(words: str) -> tuple[Parties | None, str]:
    """How many parties are asked for, and the words that say so."""
    if found := _OFFICES.search(words):
        number, duty = to_int(found["n"]), _DUTIES.get(found["duty"], Duty.ANY)
        more = found["more"] or found["then"]
        return (Parties(duty, number, None if more else number) if number else None), found.group()
    if found := _DISTRICTS.search(words):
        number = to_int(found["n"])
        return (Parties(Duty.ANY, number, number, districts=True) if number else None), found.group()
    return None, ""
