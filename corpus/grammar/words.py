"""What is said of a plan that is read: why it is none, and what is odd about it, for administrators."""

from __future__ import annotations


class NO_PLAN:
    """Why a text yields no problem: what was found, and what was looked for."""

    no_rows = "没有读到整改问题：第{row}行起有表头“{header}”，但下面没有一行能按这些栏目读出的问题。"
    few_fields = "没有读到整改问题：只找到{found}，一个问题至少要写明责任单位、验收单位、整改目标、整改时限、整改措施中的两项。"
    no_fields = "没有读到整改问题：{lines}行文字中找不到“责任单位”“整改措施”这类栏目，这不像一份整改方案。"


class LIST:
    """What is odd about the list of problems, and what was read beside it."""

    labelled_left = "第{row}行起另有{count}个分栏目书写的问题，不多于表格中的{most}个，未列为问题"
    table_left = "第{row}行起的表格{found}，少于清单的{most}个，未列为问题"
    only = "只读到{count}个问题"
    none = "没有读到问题"
    falls = "问题编号在第{row}行重新开始或重复（{before}之后是{number}），已按出现顺序编为1至{count}"
    gap = "问题编号由{before}跳到{number}，中间缺号"
    unnumbered = "有{count}个问题没有编号（第{row}行等），已按出现顺序重新编号"
    problems = "正文写“{said}”，清单实有{count}个问题"
    aspects = "正文写“{said}方面”，清单实有{count}个方面"
    measure_behind = "第{row}行“{words}”与上文措施的编号相接，按最后一个问题的措施收录"
    body_behind = "第{row}行起“{words}”与正文编号相接，按清单之后的正文收录"
    behind = "第{row}行起“{words}”是清单之后的文字，未收录"
    unlisted = "第{row}行“{words}”写有责任单位、整改时限等栏目，在清单之外，未列为问题"
    opening = "第{row}行“{words}”不是已知栏目，其下文字按督察发现收录"
    misread = "“{words}”的编号疑为误读的数字，按{figures}收录"
    stray = "第{row}行“{words}”不属于任何栏目，未收录"
    apart = "{count}个问题的内容取自第{row}行起另一份问题清单，按编号对应"
    joined = "第{row}行起的问题由几份清单按编号合并，请核对"
    unlike = "第{row}行起的清单与其他清单编号不一致，未按编号合并"
    again = "第{row}行：同一问题里又有“{name}”，按原文留在上一栏"
    cells = "第{row}行起的表格行应有{most}格，实有{count}格，未能读取：{words}"
    few_cells = "第{row}行起的表格行不足{most}格，未能读取：{words}"


class PROBLEM:
    """What is odd about one problem, behind its name."""

    missing = "缺少{name}"
    no_time = "的整改时限没有可识别的时间：{words}"
    ambiguous = "的整改时限写法有歧义：{words}，按该时段开始前一天计"
    ambiguous_stone = "措施{measure}的时间有歧义：“{words}”，按{day}计"
    term = "整改时限"
    measure = "措施{number}"
    misread = "的{name}中“{words}”疑为误读的数字，未作日期"
    no_year = "的{name}没有写年份，按方案的{year}年计：{words}"
    supervised = "没有验收单位，以督导单位代替"
    done = "的整改措施与成效写在一起，其中已做完的不作节点"
    jump = "措施编号由{before}跳到{number}：{words}"
    anew = "措施编号在“{words}”处重新从1开始，按出现顺序接着编号"
    repeated = "措施编号{number}重复，按另一条措施收录：{words}"
    same_style = "措施中出现与问题编号同式的“{label}”，按第{number}条措施收录：{words}"
    lead_in = "编号措施之前有未编号的文字：{words}"


HARM = (
    ("在清单之外，未列为问题", "缺少责任单位", "缺少整改时限", "没有可识别的时间", "的整改时限中"),
    ("疑为误读", "未能识别的时间", "没有写年份", "像是另一个栏目", "歧义"),
    ("不像单位名称",),
    ("未收录", "未列为问题", "未能读取", "没有编号", "缺号"),
)
"""Signs of what a finding tells, the most harmful first; what has none of them comes last."""
