"""县委常委、宣传部部长: reading the posts in one written title, and choosing the chief one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from report_archive.describing.lexicon import Lexicon, lexicon_of, unlisted_key
from report_archive.describing.organs import COMMITTEE, is_township, known_organ, organ_before
from report_archive.model import Post
from report_archive.vocabulary import Vocabulary

# Between the posts of one person. 和 and 及 stand inside names (文化和旅游局) and separate nothing.
SEPARATOR = re.compile(r"[、，,;；]|兼任?")
# The level of a text such as 县委常委、宣传部部长.
OWN_AREA = re.compile(r"(?P<area>[省市县区旗州])(?:委|政府|人民政府|人大|政协|纪委|直)")
# 呼伦贝尔市海拉尔 before 区长; 广东省 before 省长; nothing before 县长.
PLACE_NAME = re.compile(
    r"(?:[^省市县区旗乡镇村委]{2,5}[省市州盟])?"
    r"(?:[^省市县区旗乡镇村委团]{2,5}[省市县区旗州]?|[xX×某]{1,4}[县市区]?)?"
)
# 槐安市 before 清榆县林业局; not before 开发区.
PREFECTURE = re.compile(
    r"^[^省市县区旗州]{1,5}[省市州盟](?=[^省市县区旗州]{1,4}(?:[县旗]|(?<![城都])市|(?<![发新园景社校城地])区))"
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
CONGRESS = "人大"


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
    for part in _held(SEPARATOR.split(squeezed), vocabulary):
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


def _held(parts: Sequence[str], vocabulary: Vocabulary) -> Sequence[str]:
    """The parts without former posts, where one is marked as the present post."""
    roles = vocabulary.data["roles"]
    if not any(part.startswith(tuple(roles["present"])) for part in parts):
        return parts
    return [part for part in parts if not part.startswith(tuple(roles["former"]))]


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
        and not is_township(first.organ, vocabulary)
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
    own = organ_before(part.removesuffix(member), organ, area, vocabulary)
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
    own = organ_before(part[: role.start()], organ, area, vocabulary)
    if not own:
        return None
    return Reading(_post(own, role, vocabulary), COMMITTEE.sub("", own), role.group())


def _telescoped(part: str, area: str, vocabulary: Vocabulary) -> Reading | None:
    """组织部长 for 组织部部长: the organ's last character serves the role as well."""
    if len(part) < 3 or part[-1] != "长":  # noqa: PLR2004 (部长 and a name)
        return None
    lexicon = lexicon_of(vocabulary)
    role = lexicon.role_pattern.search(part[:-1] + part[-2:])
    own = known_organ(part[:-1], area, lexicon)
    return Reading(_post(own, role, vocabulary), own, role.group()) if own and role else None


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
