"""What is said of a ledger that cannot be used."""

from __future__ import annotations


class LEDGER:
    """Why its database is not opened, and why no plan stands in for a lost one."""

    broken = "台账数据库 {path} 已损坏，请用备份恢复后再启动。"
    not_opened = "台账数据库 {path} 打不开：{reason}"
    plan_lost = (
        "{path} 的台账里有登记，却没有任何一版方案，不能改用自带的方案。请用 restore 恢复备份，或用 reindex 重新导入方案。"
    )
