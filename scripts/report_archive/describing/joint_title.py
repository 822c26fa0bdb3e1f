"""县委常委、宣传部部长: reading the posts in one written title, and choosing the chief one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from report_archive.describing.lexicon import AREA, Lexicon, lexicon_of, unlisted_key
from report_archive.model import Post
from report_archive.vocabulary import Vocabulary

# Between the posts of one person. 和 and 及 stand inside names (文化和旅游局) and separate nothing.
SEPARATOR = re.compile(r"[、，,;；]|兼任?")
# The level of a text such as 县委常委、宣传部部长.
OWN_AREA = re.compile(r"(?P<area>[省市县区旗州])(?:委|政府|人民政府|人大|政协|纪委|直)")
# 清榆 before 县财政局; not 城 before 区小学, 社 before 区居委会.
PLACE = re.compile(
    r"^(?:[^省市县区旗乡镇村]{2,4}|[xX×某]{1,4})(?<![城校园社小地灾景新发辖])(?=[省市县区旗州])"
)
# 呼伦贝尔市海拉尔 before 区长; 广东省 before 省长; nothing before 县长.
PLACE_NAME = re.compile(
    r"(?:[^省市县区旗乡镇村委]{2,5}[省市州盟])?"
    r"(?:[^省市县区旗乡镇村委团]{2,5}[省市县区旗州]?|[xX×某]{1,4}[县市区]?)?"
)
# 槐安市 before 清榆县林业局; not before 开发区.
PREFECTURE = re.compile(
    r"^[^省市县区旗州]{1,5}[省市州盟](?=[^省市县区旗州]{1,4}(?:[县旗市]|(?<![发新园景社校城地])区))"
)
# 清榆县 before 柳坪镇 and 古城乡党委; not before 城乡规划局, 乡镇企业局.
COUNTY = re.compile(
    r"^[^省市县区旗州]{1,5}[省市县区旗州](?=[^省市县区旗州]{1,6}?"
    r"(?:(?<![城村乡])[镇乡](?![镇村])|街道|[镇乡](?:党|人民政府|政府|人大|[副代]*[镇乡]长)))"
)
TOWNSHIP = re.compile(
    r"^(?P<place>[\u4e00-\u9fff×xX]{1,5}(?:镇|乡|街道))"
    r"(?P<organ>党委|党工委|人民政府|政府|办事处|人大)?(?P<rest>.*)$"
)
# 县委, 县政府, 县人大常委会: what lies below it has a place of its own in the county.
LEVEL = re.compile(r"^[省市县区旗州](?:委|政府|人民政府|人大常委会|人大|政协)$")
# 县公安局, 清榆县公安局, 茶岭村党支部: an organ that says where it is.
OWN_PLACE = re.compile(r"^[省市县区旗州]|^.{1,4}[市县区旗州](?!区)|[镇乡村]|街道|社区")
# 原县水利局局长、现县林业局局长
FORMER, PRESENT = ("原", "曾任", "时任"), "现"
CONGRESS = "人大"
COMMITTEE = re.compile(r"(?:机关)?(?:党组|党委|党工委|党总支|党支部)$")
WRITTEN = re.compile(r"^[\u4e00-\u9fff×xX（）()·]{2,24}$")


@dataclass(frozen=True)
class Reading:
    """One post in a joint title, with what the next one may lean on."""

    post: Post
    """The post."""
    organ: str
    """The organ it belongs to, for a following 、局长."""
    role: str
    """Its role as written, such as 副书记."""
    membership: bool = False
    """Whether it is a mere membership such as 常委."""


def read_title(
    text: str, area: str, vocabulary: Vocabulary, *, membership: bool = False
) -> Post | None:
    """The chief post in a title such as 县委常委、宣传部部长.

    Memberships (常委, 党组成员) stand back, 党组书记、局长 is the head's one post, and
    党委副书记、乡长 is the 乡长.

    Args:
        text: The title as written.
        area: 县, 市, 区 …: the level to assume where the title does not say; may be empty.
        vocabulary: The words.
        membership: Whether a mere membership will do where there is no post.
    """
    squeezed = _apply(vocabulary.data["roles"]["brackets"], "".join(text.split()))
    own = OWN_AREA.search(squeezed)
    level = own["area"] if own else area
    readings: list[Reading] = []
    for part in _held(SEPARATOR.split(squeezed)):
        reading = _read_part(part, readings[-1].organ if readings else "", level, vocabulary)
        if reading is not None:
            readings.append(reading)
    posts = [reading for reading in readings if not reading.membership]
    return _chief(posts or (readings if membership else []), vocabulary)


def _apply(forms: Sequence[Mapping[str, str]], text: str) -> str:
    """The text with each form of writing changed to the usual one."""
    for form in forms:
        text = re.sub(form["from"], form["to"], text)
    return text


def _held(parts: Sequence[str]) -> Sequence[str]:
    """The parts without former posts (原县水利局局长), unless there are no others."""
    held = [part for part in parts if not part.startswith(FORMER)]
    return held if any(part.startswith(PRESENT) for part in held) else parts


def _chief(posts: Sequence[Reading], vocabulary: Vocabulary) -> Post | None:
    if not posts:
        return None
    roles = vocabulary.data["roles"]
    first = _one_post(posts, vocabulary)
    if first.role.endswith("副书记"):
        yields = first.post.name.removesuffix(first.role).endswith(
            tuple(roles["yielding_committees"])
        )
        ranks = tuple(roles["outranks_deputy_secretary"])
        for later in posts[1:]:
            if later.role.endswith(ranks) or (yields and "副" not in later.role):
                return later.post
    return first.post


def _one_post(posts: Sequence[Reading], vocabulary: Vocabulary) -> Reading:
    """The first; where it is 党委书记 of a unit and a later one its head, that later one."""
    first = posts[0]
    committee = first.post.name.removesuffix(first.role)
    yields = (
        first.role == "书记"
        and committee != first.organ
        and not _is_township(first.organ, vocabulary)
    )
    if yields and committee.endswith(tuple(vocabulary.data["roles"]["one_post_committees"])):
        heads = (p for p in posts[1:] if p.post.name == first.organ + p.role and "副" not in p.role)
        return next(heads, first)
    return first


def _read_part(part: str, organ: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """One part of a joint title; None when it names no post."""
    part = _apply(vocabulary.data["roles"]["forms"], part)
    part = COUNTY.sub("", PREFECTURE.sub("", part))
    lexicon = lexicon_of(vocabulary)
    member = lexicon.membership_pattern.search(part)
    if member:
        return _membership(part, member.group(), organ, area, vocabulary)
    return (
        _named(part, lexicon)
        or _township(part, lexicon)
        or _of_organ(part, organ, area, vocabulary)
        or _telescoped(part, area, vocabulary)
    )


def _membership(
    part: str, member: str, organ: str, area: str, vocabulary: Vocabulary
) -> Reading | None:
    own = _organ(part.removesuffix(member), organ, area, vocabulary)
    if not own:
        return None
    return Reading(_written(own + member), COMMITTEE.sub("", own), member, membership=True)


def _named(part: str, lexicon: Lexicon) -> Reading | None:
    """县委书记, with nothing before it but the name of a place or 挂职, 原."""
    match = lexicon.named_pattern.search(part)
    if match is None:
        return None
    post = lexicon.named[match.group()]
    before = part[: match.start()]
    for qualifier in ("挂职", "原"):
        if before.endswith(qualifier):
            return Reading(_written(qualifier + post.name), "", match.group())
    return Reading(post, "", _role_of(part, lexicon)) if PLACE_NAME.fullmatch(before) else None


def _township(part: str, lexicon: Lexicon) -> Reading | None:
    match = TOWNSHIP.match(part)
    role = lexicon.role_pattern.fullmatch(match["rest"]) if match else None
    if match is None or role is None:
        return None
    place, head = match["place"], role["head"]
    if head == "书记":
        organ = match["organ"] or ("党工委" if place.endswith("街道") else "党委")
    elif head == "主任":
        organ = match["organ"] or "办事处"
    else:
        # 清河镇人民政府镇长 is 清河镇镇长; 清河镇人大主席 is another office.
        organ = match["organ"] if match["organ"] == CONGRESS else ""
    return Reading(_written(place + organ + role.group()), place, role.group())


def _of_organ(part: str, organ: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """A unit and a role in it: 县财政局局长; 局长 alone belongs to the unit before."""
    lexicon = lexicon_of(vocabulary)
    role = lexicon.role_pattern.search(part)
    if role is None:
        return None
    own = _organ(part[: role.start()], organ, area, vocabulary)
    if not own:
        return None
    return Reading(_post(own, role, vocabulary), COMMITTEE.sub("", own), role.group())


def _telescoped(part: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """组织部长 for 组织部部长: the organ's last character serves the role as well."""
    if len(part) < 3 or part[-1] != "长":  # noqa: PLR2004 (部长 and a name)
        return None
    lexicon = lexicon_of(vocabulary)
    role = lexicon.role_pattern.search(part[:-1] + part[-2:])
    own = _known_organ(part[:-1], area, lexicon)
    return Reading(_post(own, role, vocabulary), own, role.group()) if own and role else None


def _organ(before: str, inherited: str, area: str, vocabulary: Vocabulary) -> str:
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
        return _known_organ(inherited + before, area, lexicon) or inherited + before
    committee = COMMITTEE.search(before)
    bare = before[: committee.start()] if committee else before
    known = _known_organ(bare, area, lexicon) if bare else ""
    if not known and bare and LEVEL.match(inherited):
        known = _known_organ(inherited[0] + bare, area, lexicon)
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
    if _is_township(inherited, vocabulary):
        return bool(lexicon.ending_pattern.search(before))
    if LEVEL.match(inherited):
        whole = (before, inherited[0] + before)
        if any(_known_organ(text, area, lexicon) for text in whole):
            return False
    return before.endswith(tuple(vocabulary.data["roles"]["inner_organs"]))


def _is_township(organ: str, vocabulary: Vocabulary) -> bool:
    return organ.endswith(tuple(vocabulary.data["townships"]))


def _known_organ(text: str, area: str, lexicon: Lexicon) -> str:
    """The canonical organ that a string ends with, place name aside; empty when unknown."""
    match = lexicon.organ_pattern.search(text)
    if match is None:
        return ""
    before = text[: match.start()]
    if before and PLACE.sub("", text) != match.group() and before[-1] not in "委":
        return ""
    organ = lexicon.organs[match.group()]
    return organ.replace(AREA, area) if area or AREA not in organ else ""


def _post(organ: str, role: re.Match[str], vocabulary: Vocabulary) -> Post:
    """The post of a role in an organ, with a key that tells both where both are known."""
    name = organ + role.group()
    key = lexicon_of(vocabulary).organ_keys.get(organ)
    if key is None or role["qualifier"]:
        return _written(name)
    roles = vocabulary.data["roles"]
    prefix = f"{roles['prefixes'][role['prefix']]}-" if role["prefix"] else ""
    return Post(name, f"{key}-{prefix}{roles['heads'][role['head']]}")


def _written(name: str) -> Post:
    """A post under its name as written."""
    return Post(name, unlisted_key(name))


def _role_of(part: str, lexicon: Lexicon) -> str:
    role = lexicon.role_pattern.search(part)
    return role.group() if role else ""
