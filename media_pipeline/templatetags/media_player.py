"""Everything the player's template shows: addresses, ways and their prices."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from media_pipeline import ffmpeg, grants, package, queries
from media_pipeline.models import Asset

register = template.Library()
# below this height a picture is "small"; the words are ordered from the top
SHARPNESS = ((700, "sharp"), (470, "clear"), (350, "medium"), (0, "small"))


@dataclass(frozen=True)
class Way:
    """One way to follow the lesson."""

    name: str
    kind: str
    label: str
    bytes: int
    url: str


@dataclass(frozen=True)
class Player:
    """What the template and the custom element need."""

    kind: str
    master: str
    poster: str
    poster_small: str
    audio: str
    seconds: int
    width: int
    height: int
    ways: tuple[Way, ...]
    library: str

    @property
    def cheapest(self) -> Way:
        """The way that costs least."""
        return self.ways[0]

    @property
    def dearest(self) -> Way:
        """The way that costs most."""
        return self.ways[-1]

    @property
    def length(self) -> str:
        """The lesson's length as m:ss or h:mm:ss."""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        if hours:
            return f"{hours}:{minutes:02d}:{seconds:02d}"
        return f"{minutes}:{seconds:02d}"


@register.simple_tag
def player_of(asset: Asset) -> Player | None:
    """Work out an asset's player; None while there is nothing to play."""
    prices = queries.prices(asset)
    if asset.package is None or not prices:
        return None
    revision = grants.revision(asset.uuid, asset.package.key)

    def address(name: str) -> str:
        return reverse("media:file", args=[asset.uuid, revision, name])

    has_sound = asset.package.audio_file_bytes > 0
    return Player(
        kind=asset.kind,
        master=address(package.MASTER),
        poster=address(ffmpeg.POSTER_JPEG) if asset.package.poster else "",
        poster_small=address(ffmpeg.POSTER_WEBP) if asset.package.poster else "",
        audio=address(ffmpeg.AUDIO_FILE) if has_sound else "",
        seconds=round(asset.duration_ms / 1000),
        width=asset.width or 640,
        height=asset.height or 360,
        ways=tuple(
            Way(p.name, p.kind, label(p), p.bytes, address(entry(p))) for p in prices
        ),
        library=static("media_pipeline/vendor/hls-1.7.4.min.mjs"),
    )


def entry(price: queries.Price) -> str:
    """Name the file a way begins with: sound alone is one file any browser plays."""
    return ffmpeg.AUDIO_FILE if price.kind == "audio" else price.playlist


def label(price: queries.Price) -> str:
    """Name a way in a student's words."""
    if price.kind == "audio":
        return _("Sound only")
    words: dict[str, Any] = {
        "sharp": _("Very sharp picture"),
        "clear": _("Sharp picture"),
        "medium": _("Medium picture"),
        "small": _("Small picture"),
    }
    side = int(price.name.rstrip("p"))
    word = next(key for least, key in SHARPNESS if side >= least)
    return str(words[word])
