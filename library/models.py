"""Tables of the library: curriculum, lessons, and the files lessons use."""

from library.curriculum.models import (
    Level,
    Outcome,
    Programme,
    Strand,
    SubjectGrade,
    Topic,
)
from library.files.models import (
    LibraryDocument,
    LibraryImage,
    LibraryRendition,
    Licence,
)
from library.lessons.models import (
    GradePage,
    LessonFile,
    LessonPage,
    LibraryIndex,
    Review,
    ReviewNote,
    SubjectPage,
)

__all__ = [
    "GradePage",
    "LessonFile",
    "LessonPage",
    "Level",
    "LibraryDocument",
    "LibraryImage",
    "LibraryIndex",
    "LibraryRendition",
    "Licence",
    "Outcome",
    "Programme",
    "Review",
    "ReviewNote",
    "Strand",
    "SubjectGrade",
    "SubjectPage",
    "Topic",
]
