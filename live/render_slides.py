"""Turn an uploaded deck into small pictures; run as a process of its own.

``python -I render_slides.py FOLDER`` reads FOLDER/source-*, writes FOLDER/1.webp …
and prints one JSON line: pages and bytes, or what is wrong and on which page. It
limits itself before it opens anything, since what it opens is not trusted.
"""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

BOX = (1152, 648)
PAGE_BYTES = 25_000
PAGES = 120
PIXELS = 40_000_000
MEMORY = 1_500_000_000
CPU_SECONDS = 150
FILE_BYTES = 2_000_000
QUALITIES = (62, 48, 36, 26, 18)
SHRINK = (1.0, 0.8, 0.6, 0.45)
FORMATS = ("PNG", "JPEG", "WEBP")


class ProblemError(Exception):
    """What is wrong with the upload, as a word the page can explain."""

    def __init__(self, word: str, page: int = 0) -> None:
        super().__init__(word)
        self.word, self.page = word, page


def limit() -> None:
    """Take away what a broken file could use to do harm."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    Image.MAX_IMAGE_PIXELS = PIXELS


def pdf_pages(path: Path, before: int) -> Iterator[Image.Image]:
    """Draw the pages of a PDF."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        word = "locked" if "assword" in str(error) else "unreadable"
        raise ProblemError(word) from error
    if before + len(document) > PAGES:
        raise ProblemError("pages")
    for number in range(len(document)):
        try:
            page = document[number]
            width, height = page.get_size()
            if min(width, height) < 1 or max(width, height) > 15_000:
                raise ProblemError("page-size", before + number + 1)
            scale = min(BOX[0] / width, BOX[1] / height)
            yield page.render(scale=scale).to_pil().convert("RGB")
        except pypdfium2.PdfiumError as error:
            raise ProblemError("unreadable", before + number + 1) from error


def picture(path: Path, number: int) -> Image.Image:
    """Read one picture as a page."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            if image.width * image.height > PIXELS:
                raise ProblemError("page-size", number)
            image.draft("RGB", BOX)
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except Image.DecompressionBombError as error:
        raise ProblemError("page-size", number) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ProblemError("unreadable", number) from error
    upright.thumbnail(BOX)
    return upright


def save(image: Image.Image, target: Path) -> int:
    """Write a page, as good as its byte limit allows."""
    for shrink in SHRINK:
        size = (max(1, int(image.width * shrink)), max(1, int(image.height * shrink)))
        small = image if shrink == 1 else image.resize(size)
        for quality in QUALITIES:
            small.save(target, "WEBP", quality=quality, method=4)
            if target.stat().st_size <= PAGE_BYTES:
                return target.stat().st_size
    return target.stat().st_size


def pages_of(folder: Path) -> Iterator[Image.Image]:
    """Yield all pages of all uploaded files in order."""
    count = 0
    for source in sorted(folder.glob("source-*")):
        with source.open("rb") as stream:
            is_pdf = b"%PDF-" in stream.read(1024)
        if is_pdf:
            for image in pdf_pages(source, count):
                count += 1
                yield image
        else:
            count += 1
            if count > PAGES:
                raise ProblemError("pages")
            yield picture(source, count)


def convert(folder: Path) -> dict[str, int | str]:
    """Convert an upload; on any problem nothing of it stays."""
    written: list[Path] = []
    size = 0
    try:
        for number, image in enumerate(pages_of(folder), 1):
            target = folder / f"{number}.webp"
            written.append(target)
            size += save(image, target)
        if not written:
            raise ProblemError("empty")
    except ProblemError as problem:
        for target in written:
            target.unlink(missing_ok=True)
        return {"problem": problem.word, "page": problem.page}
    except MemoryError:
        for target in written:
            target.unlink(missing_ok=True)
        return {"problem": "page-size", "page": len(written) + 1}
    return {"pages": len(written), "bytes": size}


if __name__ == "__main__":
    limit()
    sys.stdout.write(json.dumps(convert(Path(sys.argv[1]))) + "\n")
