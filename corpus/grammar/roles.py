"""The role of a unit as it is told in words: a mark behind its name, or what a sentence says of it.

句      = 由? 单位 共同? 牵头 负责? | 单位 (作为|为|是) 牵头单位 | 以 单位 为主      no role: 由 单位 负责, 组织验收, 具体落实
无人    = 不设牵头单位 | 无配合单位                                                 a sentence that names nobody
"""

from __future__ import annotations

import re
from typing import NamedTuple

from corpus.model import Role
from corpus.text.labels import UNIT_KINDS, UNIT_LABELS, label_kind

ROLES = {kind: role for kinds in UNIT_LABELS.values() for kind, role in kinds.items()}
"""Kind of label → the role that it gives, None where it gives none."""
_ROLE_WORDS = (("牵头|主办|为主", Role.LEAD), ("配合|协办|协助|协同|参与|参加", Role.MEMBER))
"""What a mark makes of its unit; （主体责任）, （负责） none of these."""
_DEED = "负责|组织|协调|开展|抓好|实施|落实|推进|抓总|整改|验收|核查|核验|销号|工作"
_HOW = "按(?:照)?(?:各自)?职责(?:分工)?|分别|具体|共同|联合|予以|协同"
_TOLD = re.compile(
    rf"(?:{_HOW}|负责|组织){{0,3}}(?P<role>牵头|主办|配合|协办|协助|协同|参与|参加)(?:{_DEED}){{0,4}}$|(?P<chief>为主)$"
)
_DOING = re.compile(rf"(?:{_HOW}){{0,3}}(?:(?:{_DEED}){{1,4}}|负责[^（）()]{{0,24}})$")
"""…人民政府具体落实: what they do, said behind the last of them without brackets."""
_NAMED = re.compile(r"(?:作为|[为是系])(?P<label>[一-鿿]{2,10})$")
_OPENING = re.compile("^(?:具体|统一|主要|其中)?由|^其中")
_NOBODY = re.compile(r"(?:不再?|无|暂不?|未)(?:设|设立|设置|明确|指定|确定|安排)?(?P<label>[一-鿿]{2,10})")
ENDS = tuple("局委府会心院组室站司厅处队办部所社场团班行镇乡村道区县市州旗盟校学厂矿位门）)")
"""How a unit ends before what a sentence goes on with."""


class Told(NamedTuple):
    """A unit, "" where the words name none, and its role, None where they give none."""

    unit: str
    role: Role | None = None


def role_of(words: str) -> Role:
    """The role that a mark gives."""
    return next((role for said, role in _ROLE_WORDS if re.search(said, words)), Role.RESPONSIBLE)


def told_role(words: str) -> Told:
    """What words say of one unit.

    >>> told_role("由县水利局牵头负责"), told_role("县财政局为配合单位")
    (Told(unit='县水利局', role=<Role.LEAD: 'lead'>), Told(unit='县财政局', role=<Role.MEMBER: 'member'>))
    >>> told_role("不设牵头单位"), told_role("市水利局组织验收"), told_role("县为民服务中心")
    (Told(unit='', role=None), Told(unit='市水利局', role=None), Told(unit='县为民服务中心', role=None))
    """
    nobody = _NOBODY.fullmatch(words)
    if nobody and label_kind(nobody["label"]) in UNIT_KINDS:
        return Told("")
    named = _NAMED.search(words)
    kind = label_kind(named["label"]) if named else None
    if named and kind in UNIT_KINDS:
        return Told(_unit(words, named), ROLES[kind])
    if (told := _TOLD.search(words)) and _is_behind_unit(words, told):
        return Told(_unit(words, told), role_of(told["role"] or told["chief"]))
    doing = _DOING.search(words)
    return Told(_unit(words, doing) if doing and _is_behind_unit(words, doing) else _OPENING.sub("", words))


def _is_behind_unit(words: str, told: re.Match[str]) -> bool:
    return told.start() == 0 or words[told.start() - 1] in ENDS


def _unit(words: str, told: re.Match[str]) -> str:
    return _OPENING.sub("", words[: told.start()].removeprefix("以")).strip()
