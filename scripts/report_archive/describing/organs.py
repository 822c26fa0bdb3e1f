"""县委组织部, 石桥镇人武部: the organ that a post belongs to."""

from __future__ import annotations

import re

from report_archive.describing.lexicon import AREA, Lexicon, lexicon_of
from report_archive.vocabulary import Vocabulary

# 清榆 before 县财政局; not 城 before 区小学, 社 before 区居委会.
PLACE = re.compile(
    r"^(?:[^省市县区旗乡镇村]{2,4}|[xX×某]{1,4})(?<![城校园社小地灾景新发辖])(?=[省市县区旗州])"
)
# 县委, 县政府, 县人大常委会: what lies below it has a place of its own in the county.
LEVEL = re.compile(r"^[省市县区旗州](?:委|政府|人民政府|人大常委会|人大|政协)$")
# 县公安局, 清榆县公安局, 茶岭村党支部: an organ that says where it is.
OWN_PLACE = re.compile(r"^[省市县区旗州]|^.{1,4}[市县区旗州](?!区)|[镇乡村]|街道|社区")
# 县公安局党委: the committee of a unit.
COMMITTEE = re.compile(r"(?:机关)?(?:党组|党委|党工委|党总支|党支部)$")
# 榆河水务（集团）公司: a unit that no list has.
WRITTEN = re.compile(r"^[\u4e00-\u9fff×xX（）()·]{2,24}$")


def organ_before(before: str, inherited: str, area: str, vocabulary: Vocabulary) -> str:
    """The organ written before a role; the one of the post before it where none is written."""
    if not before:
        return inherited
    roles = vocabulary.data["roles"]
    if inherited and before in roles["dependent_organs"]:
        return inherited + before
    if inherited and COMMITTEE.fullmatch(before):
        return inherited + before
    lexicon = lexicon_of(vocabulary)
    if _is_inner(before, inherited, area, vocabulary):
        return known_organ(inherited + before, area, lexicon) or inherited + before
    committee = COMMITTEE.search(before)
    bare = before[: committee.start()] if committee else before
    known = known_organ(bare, area, lexicon) if bare else ""
    if not known and bare and LEVEL.match(inherited):
        known = known_organ(inherited[0] + bare, area, lexicon)
    if known:
        return known + (committee.group() if committee else "")
    unlisted = PLACE.sub("", before)
    fits = WRITTEN.match(unlisted) and lexicon.ending_pattern.search(unlisted)
    return unlisted if fits else ""


def _is_inner(before: str, inherited: str, area: str, vocabulary: Vocabulary) -> bool:
    """Whether an organ written without its place is one inside the organ before it.

    In a township all are (石桥镇党委委员、人武部部长), elsewhere divisions such as 执行局.
    """
    if not inherited or OWN_PLACE.search(before):
        return False
    lexicon = lexicon_of(vocabulary)
    if is_township(inherited, vocabulary):
        return bool(lexicon.ending_pattern.search(before))
    if LEVEL.match(inherited):
        whole = (before, inherited[0] + before)
        if any(known_organ(text, area, lexicon) for text in whole):
            return False
    return before.endswith(tuple(vocabulary.data["roles"]["inner_organs"]))


def is_township(organ: str, vocabulary: Vocabulary) -> bool:
    """Whether an organ is a township or a subdistrict, or stands for one: 石桥镇."""
    return organ.endswith(tuple(vocabulary.data["townships"]))


def known_organ(text: str, area: str, lexicon: Lexicon) -> str:
    """The canonical organ that a string ends with, place name aside; empty when unknown."""
    match = lexicon.organ_pattern.search(text)
    if match is None:
        return ""
    before = text[: match.start()]
    if before and PLACE.sub("", text) != match.group() and before[-1] not in "委":
        return ""
    organ = lexicon.organs[match.group()]
    return organ.replace(AREA, area) if area or AREA not in organ else ""
