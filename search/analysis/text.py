"""Vietnamese words in two forms: exact (with tones) and folded (without).

Both forms are index terms, never shown to people. The exact form is the same for
every accepted spelling of a word: the tone is taken off its vowel and put at the end
(hòa = hoà, thúy = thuý), and a lone y after a consonant is i (lý = lí, kỹ = kĩ).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 64
TONES = "\u0300\u0301\u0303\u0309\u0323"

_WORD = re.compile(r"[^\W_]+")
_UNWANTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2060\ufeff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONE_Y = re.compile(r"([bcdđghklmnprstvx]+)y")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text in both forms."""

    exact: str
    folded: str

    @property
    def marked(self) -> bool:
        """Tell whether the writer typed any Vietnamese mark in it."""
        return self.exact != self.folded


def clean(text: str) -> str:
    """Compose the text (NFC) and drop what no reader can see."""
    text = _SURROGATE.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def fold(text: str) -> str:
    """Lower the case and strip every mark: Đường thẳng → duong thang."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = unicodedata.normalize("NFC", bare.replace("đ", "d"))
    return folded if folded == text else fold(folded)


@lru_cache(maxsize=50_000)
def word(text: str) -> Word:
    """Give both forms of one written word."""
    lowered = unicodedata.normalize("NFD", text.lower())
    tone = "".join(c for c in lowered if c in TONES)
    letters = "".join(c for c in lowered if c not in TONES)
    letters = unicodedata.normalize("NFC", letters)
    if lone := _LONE_Y.fullmatch(letters):
        letters = lone[1] + "i"
    exact = unicodedata.normalize("NFC", letters + tone)
    return Word(exact[:LONGEST_WORD], fold(letters)[:LONGEST_WORD])


def words(text: str) -> Iterator[Word]:
    """Give the words of a text in order."""
    for found in _WORD.finditer(clean(text)):
        yield word(found[0])


def _letters_that_fold() -> dict[str, str]:
    """Map each bare letter to every Latin letter that folds to it."""
    alike: dict[str, str] = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        letter = chr(code).lower()
        bare = fold(letter)
        if len(bare) == 1 and len(letter) == 1 and bare.isalnum():
            alike[bare] = alike.get(bare, bare) + letter
    alike["i"] = alike["y"] = alike["i"] + alike["y"]
    return {bare: "".join(sorted(set(found))) for bare, found in alike.items()}


_ALIKE = _letters_that_fold()


def pattern(folded_words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of these folded words in readable text, in whatever spelling."""
    alternatives = (
        "".join(f"[{_ALIKE[c]}]" if c in _ALIKE else re.escape(c) for c in one)
        for one in sorted(set(folded_words), key=lambda one: (-len(one), one))
    )
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])", re.I)
