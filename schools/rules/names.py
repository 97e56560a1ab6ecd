"""Vietnamese names: how they split and how lists of them are ordered.

Schools order a class list by given name, then family and middle name; letters
follow the Vietnamese alphabet (a ă â b c d đ e ê …) and, within one letter, tones
follow the dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
"""

import unicodedata

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # ă, â ê ô, ơ ư


def split_name(full_name: str) -> tuple[str, str]:
    """Split a full name into (family and middle names, given name).

    The last word is the given name; a single word is a given name alone.
    White space is normalised and the text composed (NFC).
    """
    words = unicodedata.normalize("NFC", full_name).split()
    if not words:
        return "", ""
    return " ".join(words[:-1]), words[-1]


def _letters(word: str) -> tuple[str, str]:
    """Return a word's sortable letters and, apart, its tones."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word.lower().replace("đ", "\x00")):
        if char in _TONES:
            tones[-1:] = [str(_TONES[char])]
        elif char in _SHAPES and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        elif not unicodedata.combining(char):
            letters.append("đ" if char == "\x00" else char)
            tones.append("0")
    return "".join(_rank(letter) for letter in letters), "".join(tones)


def _rank(letter: str) -> str:
    place = _ALPHABET.find(letter)
    # letters sort after digits and hyphens, which keep their own order
    return chr(0x61 + place) if place >= 0 else f"0{letter}"


def sort_key(family_name: str, given_name: str) -> str:
    """Return a text whose plain order is the order of a class list.

    Compared first by the letters of the given name, then its tones, then the
    family and middle names word by word in the same way.
    """
    parts = []
    for name in (given_name, family_name):
        for word in name.split():
            letters, tones = _letters(word)
            parts.append(f"{letters} {tones}")
        parts.append("")
    return "\x1f".join(parts).replace("\x1f", "!")[:250]
