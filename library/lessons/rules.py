"""Who may do what with a lesson, and how an approval goes: decisions only."""

from dataclasses import dataclass, field

CLASS, SCHOOL, COMMONS = "class", "school", "commons"
HEAD, LEADER, REVIEWER = "head", "leader", "reviewer"
STEPS = {SCHOOL: (HEAD, LEADER), COMMONS: (REVIEWER,)}
WIDTH = {CLASS: 0, SCHOOL: 1, COMMONS: 2}


@dataclass(frozen=True, slots=True)
class Viewer:
    """What is true today of the account that asks."""

    account: int = 0  # 0: not signed in
    is_superuser: bool = False
    is_author_anywhere: bool = False  # may write lessons at all
    schools: frozenset[int] = frozenset()  # works or learns there, or a child does
    oversees: frozenset[int] = frozenset()  # organisations at or below an office
    leads: frozenset[int] = frozenset()  # principal or vice principal
    heads: frozenset[tuple[int, int]] = frozenset()  # (school, subject)
    reviews: frozenset[int] = frozenset()  # whose lessons it reviews for kho chung
    taught_by: frozenset[int] = frozenset()  # accounts of own (child's) teachers
    opened: frozenset[int] = frozenset()  # lessons another part of the site gave


ANONYMOUS = Viewer()


@dataclass(frozen=True, slots=True)
class Review:
    """A request to share wider, pinned to one revision."""

    wanted: str
    step: str  # who decides next
    is_open: bool = True
    submitted_by: int = 0
    deciders: frozenset[int] = frozenset()  # who has decided a step already


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the policy needs to know of a lesson."""

    author: int
    organisation: int
    subject: int
    scope: str = CLASS
    is_live: bool = True
    key: int = 0  # the lesson itself
    review: Review | None = field(default=None)


def may_read(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether the published lesson may be read."""
    if viewer.is_superuser or (viewer.account and viewer.account == lesson.author):
        return True
    if not lesson.is_live:
        return False
    if lesson.scope == COMMONS:
        return True
    if lesson.organisation in viewer.oversees or lesson.key in viewer.opened:
        return True
    if lesson.scope == SCHOOL:
        return lesson.organisation in viewer.schools
    return lesson.author in viewer.taught_by or (
        (lesson.organisation, lesson.subject) in viewer.heads
    )


def may_edit(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether drafts, history and earlier versions are open to the viewer."""
    if viewer.is_superuser:
        return True
    return bool(viewer.account) and viewer.account == lesson.author


def may_publish_at_once(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether it may go out without anybody's approval: own classes only."""
    waiting = lesson.review is not None and lesson.review.is_open
    return lesson.scope == CLASS and not waiting and may_edit(viewer, lesson)


def may_withdraw_lesson(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether a published lesson may be taken back."""
    if may_edit(viewer, lesson):
        return True
    if lesson.scope == COMMONS:
        return lesson.organisation in viewer.reviews
    return lesson.organisation in viewer.leads


def holds_step(viewer: Viewer, lesson: Lesson, step: str) -> bool:
    """Return whether the viewer is one who decides a step."""
    if step == HEAD:
        return (lesson.organisation, lesson.subject) in viewer.heads
    if step == LEADER:
        return lesson.organisation in viewer.leads
    return step == REVIEWER and lesson.organisation in viewer.reviews


def may_see_review(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether the version under review is open to the viewer."""
    if may_edit(viewer, lesson):
        return True
    review = lesson.review
    if review is None or not review.is_open or not viewer.account:
        return False
    return any(holds_step(viewer, lesson, step) for step in STEPS[review.wanted])


def may_decide(viewer: Viewer, lesson: Lesson) -> bool:
    """Return whether the viewer decides the open step; never one's own lesson."""
    review = lesson.review
    if review is None or not review.is_open or not viewer.account:
        return False
    if viewer.account in (lesson.author, review.submitted_by):
        return False
    return holds_step(viewer, lesson, review.step)


def may_submit(viewer: Viewer, lesson: Lesson, wanted: str) -> bool:
    """Return whether the author may ask for this scope now."""
    if wanted not in STEPS or (lesson.review is not None and lesson.review.is_open):
        return False
    return may_edit(viewer, lesson) and WIDTH[wanted] >= WIDTH[lesson.scope]


def first_step(wanted: str, author: Viewer, lesson: Lesson) -> str:
    """Return who decides first; an author who heads the team skips that step."""
    steps = STEPS[wanted]
    if len(steps) > 1 and holds_step(author, lesson, steps[0]):
        return steps[1]
    return steps[0]


def step_after(wanted: str, step: str) -> str:
    """Return who decides next after an approval; empty when it was the last."""
    steps = STEPS[wanted]
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else ""


def reader_tokens(viewer: Viewer) -> tuple[str, ...]:
    """Return the tokens an account holds; `lesson_tokens` names who may read."""
    tokens = ["everyone"]
    if viewer.is_superuser:
        tokens.append("superuser")
    if viewer.account:
        tokens.append(f"author:{viewer.account}")
    tokens += [f"school:{each}" for each in sorted(viewer.schools)]
    tokens += [f"over:{each}" for each in sorted(viewer.oversees)]
    tokens += [f"head:{school}:{subject}" for school, subject in sorted(viewer.heads)]
    tokens += [f"pupil-of:{each}" for each in sorted(viewer.taught_by)]
    tokens += [f"given:{each}" for each in sorted(viewer.opened)]
    return tuple(tokens)


def lesson_tokens(lesson: Lesson) -> tuple[str, ...]:
    """Return the tokens any one of which may read the published lesson."""
    if not lesson.is_live:
        return ()
    if lesson.scope == COMMONS:
        return ("everyone",)
    tokens = ["superuser", f"author:{lesson.author}", f"over:{lesson.organisation}"]
    tokens.append(f"given:{lesson.key}")
    if lesson.scope == SCHOOL:
        tokens.append(f"school:{lesson.organisation}")
    else:
        tokens.append(f"pupil-of:{lesson.author}")
        tokens.append(f"head:{lesson.organisation}:{lesson.subject}")
    return tuple(tokens)
