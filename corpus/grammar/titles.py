"""The title of a plan: the short lines at the top, up to …方案 or …清单.

标题    = 行+                   broken anywhere, before a number of what it is about (第八项问题整改方案), too
        | 《…》 named by the notice that covers it
"""

from __future__ import annotations

import re
from itertools import takewhile

from corpus.text.labels import is_closing, is_foot, is_navigation, label_kind
from corpus.text.lines import Line, lines_between
from corpus.text.numbers import read_number
from corpus.text.pages import TITLE_END

_CONTENTS = re.compile("序号|编号|目[ 　]*[录次]|$")
"""What a table of contents, or a list of another sort, begins with: no title."""
_SPACED = re.compile("[一-鿿](?:[ 　]{1,9}[一-鿿])+")
"""锦 江 市, as a line of a title is set to fill its width."""
_FILE_NUMBER = re.compile(r"^[^。；]{0,30}[〔\[（(]20[0-9]{2}[〕\]）)]\s{0,3}第?[0-9]{1,5}号(?:[ 　].{0,20})?$")
_NAMED = re.compile(r"^(?:标[ 　]*题|名[ 　]*称|信息名称|文件名称)[ 　]*[：:][ 　]*(?=\S)")
"""标题：…, as the head of a page of a government's site names the document."""
_NAMED_OTHERWISE = re.compile(r"^[一-鿿]{0,4}(?:标题|题名|名称)[ 　]*[：:][ 　]*(?=\S)")
"""公文名称：…, which names the document where what stands behind it ends as titles do."""
_TOLD_OF_PAGE = re.compile(r"^[一-鿿](?:[ 　]{0,4}[一-鿿]){1,7}[ 　]*[：:][ 　]*(?=\S)")
"""信息分类：环境保护, above a title, whatever a page calls what it tells of the document."""
_NOTICE = re.compile(
    r"[^。；]{0,40}关于(?:印发|转发|下发|报送|上报|呈报|公布|发布|公开|下达)[^。；]{4,90}的(?:通知|函)(?:[^。]{0,40}[：:])?$"
)
"""…关于印发《…方案》的通知, whose addressee may stand behind it in the same line."""
_OF_NOTICE = re.compile(
    r"(?:关于(?:印发|转发|下发|报送|上报|呈报|公布|发布|公开|下达)《?(?P<name>[^。；]{4,90}?)》?的)?(?:通知|函)(?:[^。]{0,40}[：:])?$"
)
_TITLE_LINES = 4
_FEWEST_IN_MENU, _LONGEST_IN_MENU = 2, 10
_OF_PLAN = re.compile(r"(?:方案|清单|台账|[^代发图]表)(?:（[^）]{0,40}）)?$")
_STOP = re.compile("[。；：:]")
_LONGEST = 60


def find_title(lines: list[Line], list_start: int) -> tuple[str, int]:
    """标题 = the short lines at the top up to …方案 or …清单; returns it and where the rest begins.

    Behind a covering notice (…关于印发…方案的通知) it is the line that names the plan once more.
    """
    words, rest = _below_menu(lines, *_top_lines(lines, list_start), list_start)
    short = [x for x in lines_between(lines, 0, list_start) if len(x.text) <= _LONGEST]
    named: list[Line] = []
    if noticed := _OF_NOTICE.search(words):
        if again := _said_again(lines_between(lines, rest, list_start), noticed["name"]):
            return again
        named = [x for x in short if x.start >= rest and re.search(r"^[^。；：《]+(?:方案|清单)$", x.text)][:1]
    elif _CONTENTS.match(words) or _is_guide(next((x.text for x in lines if not is_navigation(x.text)), "")):
        named = [x for x in short if TITLE_END.search(x.text) and not read_number(x.text) and label_kind(x.text) is None][-1:]
    return (named[0].text, named[0].end) if named else (words, rest)


def _below_menu(lines: list[Line], words: str, rest: int, list_start: int) -> tuple[str, int]:
    """The title below what a page offers above it, a few words a line (领导之窗 机构职能 整改公开), where one names a plan or list."""
    above = [x.text for x in lines_between(lines, 0, rest) if not is_navigation(x.text)]
    if (
        len(above) < _FEWEST_IN_MENU
        or any(len(x) > _LONGEST_IN_MENU for x in above)
        or _OF_PLAN.search(words)
        or _CONTENTS.match(words)
    ):
        return words, rest
    named, end = _top_lines(lines_between(lines, rest, list_start), list_start)
    return (named, end) if _OF_PLAN.search(named) else (words, rest)


def _is_guide(line: str) -> bool:
    """Whether a line heads words on how the list is filled in (填报说明), which stand above its title."""
    return is_foot(line) and not is_closing(line)


def _said_again(lines: list[Line], name: str) -> tuple[str, int] | None:
    """The name in the lines that it is broken over, or in one."""
    for at in range(len(lines)):
        words = ""
        for line in lines[at : at + _TITLE_LINES]:
            words += line.text
            if words == name:
                return words, line.end
    return None


def _top_lines(lines: list[Line], list_start: int) -> tuple[str, int]:
    words = ""
    top = [x for x in lines if not (is_navigation(x.text) or is_closing(x.text))]
    for at, line in enumerate(top):
        if not words and line.start < list_start and (named := _named(line.text)):
            return named, line.end
        if not words and line.start < list_start and _tells_of_page(line.text):
            continue
        if line.start < list_start and _NOTICE.match(line.text):
            return line.text, line.end
        if line.start >= list_start or len(line.text) > 45 or line.text.endswith(("。", "；")) or len(words) > 90:
            return words, line.start
        if words and ((read_number(line.text) and not _ends_title(top[at:])) or line.text.endswith("：")):
            return words, line.start
        if _FILE_NUMBER.search(line.text):
            words = ""  # what stands above it is the letterhead
        elif not line.text.startswith("附件"):
            words += re.sub("[ 　]", "", line.text) if _SPACED.fullmatch(line.text) else line.text
        if TITLE_END.search(words) and not _ends_title(top[at + 1 :]):
            return words, line.end
    return words, list_start


def _named(line: str) -> str:
    """What a line names as the document's title: 标题：…; "" where it names none."""
    if named := _NAMED.match(line):
        return line[named.end() :]
    told = _NAMED_OTHERWISE.match(line)
    return line[told.end() :] if told and TITLE_END.search(line) else ""


def _tells_of_page(line: str) -> bool:
    """Whether a line is a label and a value that is no title."""
    return bool(_TOLD_OF_PAGE.match(line)) and not TITLE_END.search(line)


def _ends_title(lines: list[Line]) -> bool:
    """Whether lines go on with a title that is broken before what it numbers: …督察反馈意见 | 第八项、第九项问题 | 整改方案."""
    number = read_number(lines[0].text) if lines else None
    if number is None or not number.says:
        return False
    rest = takewhile(lambda x: not _STOP.search(x.text), lines[:_TITLE_LINES])
    return any(TITLE_END.search(x.text) for x in takewhile(lambda x: x is lines[0] or not read_number(x.text), rest))
