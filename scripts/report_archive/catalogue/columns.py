"""The columns of the catalogue, in Chinese as the clerk sees them."""

from __future__ import annotations

FILE_NAME = "catalog.csv"

NUMBER, FILE = "件号", "文件"
# Cells that a person may change: field → column. The order is the spreadsheet's.
FIELDS = {
    "title": "题名",
    "year": "年度",
    "post": "职务",
    "unit": "单位",
    "person": "姓名",
    "signed_on": "日期",
    "kind": "类型",
    "classification": "密级",
    "publish": "发布",
}
STATE, REVIEW, NOTE, CHANGED = "状态", "待核对", "备注", "已改"
MACHINE = {field: f"机读{column}" for field, column in FIELDS.items()}
# The last column's heading also says how many rows there are and the last number given,
# so that a file cut off or a lost row is noticed: 校验码（共28行，到000028号）
DIGEST = "校验码"

PEOPLES = (NUMBER, FILE, *FIELDS.values(), STATE, REVIEW, NOTE)
MACHINES = (CHANGED, *MACHINE.values())

MISSING = "缺失"
UNREAD = "未读成"
YES, NO = "是", "否"
# How people say it in the column 发布.
YES_WORDS = ("是", "公开", "发布", "可以", "同意", "√", "y", "yes", "1")
NO_WORDS = ("否", "不", "不公开", "不发布", "暂不", "暂缓", "×", "n", "no", "0")
CHECKED = "已核对"
SEPARATOR = "、"


def publish_of(text: str) -> str | None:
    """是 or 否 for what people write in the column 发布; None when it is neither."""
    word = text.strip().lower()
    if word in YES_WORDS:
        return YES
    return NO if word in NO_WORDS else None
