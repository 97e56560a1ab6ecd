r"""LaTeX to MathML that cannot carry anything but maths, and a line of plain text.

latex2mathml lets `\href{javascript:…}` and `<img onerror>` through, so its text
output is never used: its tree is rebuilt element by element and attribute by
attribute from the lists below, and everything else is dropped. `linear` writes the
same tree as text, so that a browser without MathML shows 1/2 and never 12.
"""

import html
import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

LONGEST = 2000
DEEPEST = 40
MOST_ELEMENTS = 3000
DEEPEST_BRACES = 30

ELEMENTS = frozenset(
    [
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mstyle",
        "mpadded",
        "mphantom",
        "menclose",
    ]
)
LEAVES = frozenset(("mi", "mn", "mo", "mtext"))
LENGTH = re.compile(r"-?\d{0,3}(\.\d{1,4})?(em|ex|px|pt|mu|%)?")
WORDS = {
    "display": frozenset(("inline", "block")),
    "displaystyle": frozenset(("true", "false")),
    "stretchy": frozenset(("true", "false")),
    "fence": frozenset(("true", "false")),
    "separator": frozenset(("true", "false")),
    "accent": frozenset(("true", "false")),
    "accentunder": frozenset(("true", "false")),
    "largeop": frozenset(("true", "false")),
    "movablelimits": frozenset(("true", "false")),
    "form": frozenset(("prefix", "infix", "postfix")),
    "mathvariant": frozenset(("normal",)),
    "columnalign": frozenset(("left", "center", "right")),
    "scriptlevel": frozenset(("0", "1", "2", "+1", "-1")),
    "notation": frozenset(("box", "updiagonalstrike", "downdiagonalstrike")),
}
LENGTHS = frozenset(("width", "height", "depth", "lspace", "rspace", "linethickness"))
LENGTHS |= frozenset(("minsize", "maxsize"))
CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2}
CHILDREN |= {"msubsup": 3, "munderover": 3}
ACCENTS = {"^": "\u0302", "→": "\u20d7", "‾": "\u0305", "―": "\u0305", "¯": "\u0305"}
ACCENTS |= {"~": "\u0303", "˙": "\u0307"}
HATS = ("^", "&#x0005E;", "&#x00302;", "\u0302")
THIN = "0.167em"  # what the parser makes of \\,
HIDDEN = str.maketrans(
    "", "", "".join(map(chr, (0, *range(1, 9), 11, 12, *range(14, 32))))
)


class MathsError(ValueError):
    """The formula cannot be shown as maths; it is shown as it was typed."""


def _parse(latex: str) -> Element:
    if len(latex) > LONGEST:
        raise MathsError("too long")
    depth = deepest = 0
    for sign in latex:
        depth += (sign == "{") - (sign == "}")
        deepest = max(deepest, depth)
    if depth or deepest > DEEPEST_BRACES or latex.count(r"\left") > DEEPEST_BRACES:
        raise MathsError("braces")
    if latex.count(r"\begin") > DEEPEST_BRACES:
        raise MathsError("environments")
    try:
        return _tidied(convert_to_element(latex.translate(HIDDEN)))
    except (Exception, RecursionError) as error:  # noqa: BLE001 - a foreign parser
        raise MathsError(str(error)[:80]) from None


def _tidied(element: Element) -> Element:
    """Put numbers together that the parser splits; let a wide hat be wide."""
    children = [_tidied(child) for child in element]
    if _local(element) == "mrow" or _local(element) == "math":
        element[:] = _whole_numbers(children)
    if _local(element) == "mover" and (element[-1].text or "") in HATS:
        wide = len(_linear(element[0]).strip()) > 1
        element[-1].set("stretchy", "true" if wide else "false")
    return element


def _whole_numbers(children: list[Element]) -> list[Element]:
    """Join 1 , 5 to 1,5 and 240 000 to one number; (1, 2) and 2 3 stay two."""
    row: list[Element] = []
    for child in children:
        number = _first_number(child)
        if number is not None and len(row) > 1 and _local(row[-2]) == "mn":
            mark = _mark_between(row[-1], number.text or "")
            if mark:
                number.text = f"{row[-2].text}{mark}{number.text}"
                del row[-2:]
        row.append(child)
    return row


def _first_number(element: Element) -> Element | None:
    """Return the number an element is, or is a power of."""
    while _local(element) in {"msup", "msub", "msubsup"} and len(element):
        element = element[0]
    return element if _local(element) == "mn" else None


def _mark_between(element: Element, after: str) -> str:
    """Return the mark `{,}` or a thin space before three digits stands for."""
    if _local(element) == "mrow" and len(element) == 1:
        return "," if _text(element[0]).strip() == "," else ""
    is_thin = _local(element) == "mspace" and element.get("width") == THIN
    return "\u00a0" if is_thin and re.match(r"\d{3}(?!\d)", after) else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str:
    return html.unescape(element.text or "").translate(HIDDEN)


def _attributes(element: Element) -> str:
    kept = []
    for name, value in sorted(element.attrib.items()):
        if value in WORDS.get(name, ()) or (
            name in LENGTHS and value and LENGTH.fullmatch(value)
        ):
            kept.append(f' {name}="{html.escape(value)}"')
    return "".join(kept)


def _build(element: Element, depth: int, budget: list[int]) -> str:
    budget[0] -= 1
    if depth > DEEPEST or budget[0] < 0:
        raise MathsError("too deep or too large")
    name = _local(element)
    children = [child for child in element if _local(child) in ELEMENTS]
    if name in LEAVES:
        return f"<{name}{_attributes(element)}>{html.escape(_text(element))}</{name}>"
    if name in CHILDREN and len(children) != CHILDREN[name]:
        raise MathsError(f"{name} is incomplete")
    inner = "".join(_build(child, depth + 1, budget) for child in children)
    return f"<{name}{_attributes(element)}>{inner}</{name}>"


def _group(text: str) -> str:
    """Put brackets round what is not one number, one letter or one group."""
    bare = text.strip()
    if (
        re.fullmatch(r"-?[\w.,]+|[^\W\d]\u0302?|\(.*\)|√\(.*\)", bare)
        and " " not in bare
    ):
        return bare
    return f"({bare})"


def _script(base: str, sign: str, script: str) -> str:
    return (
        f"{base}{script}"
        if script in {"°", "∘", "′"}
        else f"{base}{sign}{_group(script)}"
    )


def _over(children: list[str]) -> str:
    base, mark = children
    accent = ACCENTS.get(mark.strip())
    if accent is None:
        return f"{base}^{_group(mark)}"
    if accent == "\u0302" and len(base.strip()) > 1:
        return f"góc {base.strip()}"
    return "".join(sign + accent for sign in base.strip()) or mark


def _rows(element: Element) -> str:
    return "; ".join(
        "  ".join(_linear(cell) for cell in row) for row in element if len(row)
    )


def _shape(element: Element) -> str:
    while _local(element) in {"mrow", "mstyle"} and len(element) == 1:
        element = element[0]
    return _local(element)


def _join(element: Element, parts: list[str]) -> str:
    """Write siblings one after another; 1½ is 1 1/2, never 11/2."""
    line, before = "", ""
    for child, part in zip(
        (child for child in element if _local(child) in ELEMENTS), parts, strict=True
    ):
        shape = _shape(child)
        touching = line[-1:].isalnum() and part[:1].isalnum()
        if touching and (shape in {"mfrac", "mroot"} or before in CHILDREN):
            line += " "
        line += part
        before = shape if part else before
    return line


def _linear(element: Element) -> str:
    """Write one element as a line of text."""
    name = _local(element)
    if name in LEAVES:
        text = _text(element)
        return {"∘": "°"}.get(text, text)
    if name not in ELEMENTS or name == "mphantom":
        return ""
    if name == "mspace":
        return " "
    if name == "mtable":
        return _rows(element)
    parts = [_linear(child) for child in element if _local(child) in ELEMENTS]
    writer = _WRITERS.get(name)
    if writer is not None and len(parts) == CHILDREN[name]:
        return writer(parts)
    joined = _join(element, parts)
    return f"√({joined})" if name == "msqrt" else joined


_WRITERS = {
    "mfrac": lambda p: f"{_group(p[0])}/{_group(p[1])}",
    "mroot": lambda p: f"{p[1]}√({p[0]})",
    "msub": lambda p: _script(p[0], "_", p[1]),
    "msup": lambda p: _script(p[0], "^", p[1]),
    "munder": lambda p: f"{p[0]}_{_group(p[1])}",
    "mover": _over,
    "msubsup": lambda p: _script(_script(p[0], "_", p[1]), "^", p[2]),
    "munderover": lambda p: _script(_script(p[0], "_", p[1]), "^", p[2]),
}


@lru_cache(maxsize=4096)
def mathml(latex: str, *, block: bool = False) -> str:
    """Return allow-listed MathML, or raise MathsError."""
    root = _parse(latex)
    inner = "".join(
        _build(child, 1, [MOST_ELEMENTS]) for child in root if _local(child) in ELEMENTS
    )
    if not inner:
        raise MathsError("empty")
    display = ' display="block"' if block else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}>{inner}</math>'


@lru_cache(maxsize=4096)
def linear(latex: str) -> str:
    """Return the formula as one line of text; the source where it cannot be read."""
    try:
        text = _linear(_parse(latex))
    except (MathsError, RecursionError):
        return latex[:LONGEST]
    return re.sub(r"\s+", " ", text.replace("\u2061", "")).strip() or latex[:LONGEST]


def render(latex: str, *, block: bool = False) -> str:
    """Return the formula as HTML: MathML, and its text for browsers without."""
    try:
        formula = mathml(latex.strip(), block=block)
    except MathsError:
        return f'<code class="maths-source">{html.escape(latex[:LONGEST])}</code>'
    text = html.escape(linear(latex.strip()))
    kind = " block" if block else ""
    return f'<span class="maths{kind}">{formula}<span class="maths-text">{text}</span></span>'
