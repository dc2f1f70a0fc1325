"""The sentences that users read."""

from __future__ import annotations

HELP = (
    "我只按整改方案的原文回答。可以这样问：\n"
    "· 谁负责焦化超低排放？谁验收？\n"
    "· 煤矿火点什么时候改完？怎么改？目标是什么？查出了什么？\n"
    "· 第23项是什么？\n"
    "· 水务局负责哪些？2025年6月底到期的有哪些？一共几项？"
)
HELLO = (
    "您好，我是整改方案助手，只回答方案里写明的内容：责任单位、验收单位、整改时限、整改目标、整改措施、督察发现，以及清单和统计。"
)
CAN_ASK = "可以问方案里的问题由谁负责、谁验收、何时完成、怎么改、目标是什么、查出了什么，或某单位、某时间有哪些任务。"
REFUSALS = {
    "topicless": "没看出您问的是哪一项，请说明是哪个问题，例如“煤矿火点谁负责”或“第22项谁负责”。",
    "number": "方案清单中没有第{word}项。",
    "unit": "方案的责任单位和验收单位中没有“{word}”。",
    "empty": "方案中没有符合条件的问题。",
    "type": "方案中没有写“{word}”这类内容。",
    "topic": "方案中没有涉及“{word}”的内容。",
    "place": "本方案不涉及“{word}”。",
    "weak": "方案中没有找到能回答这个问题的内容。",
}


class ASKED:
    """What stands in an answer where the plan says nothing, or the reader has to choose."""

    missing = "方案未写明"
    which = "可能是下面几项，请选择（回复编号或换个说法）："


FIELD_NAMES = {
    "responsible": "责任单位",
    "acceptance": "验收单位",
    "deadline": "整改时限",
    "milestone": "整改措施",
    "measures": "整改措施",
    "goal": "整改目标",
    "finding": "督察发现",
    "body": "正文",
}
