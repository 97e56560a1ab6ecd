"""What stands on the class page, slice by slice, in this order.

`lms/classes` owns the page and may not import the slices above it; here they meet.
"""

from lms.assignments.class_sections import homework_section, lessons_section
from lms.classes.sections import class_page


def furnish() -> None:
    """Put every slice's part on the class page (called once, by apps.py)."""
    class_page.add_section("lessons", 20, lessons_section)
    class_page.add_section("homework", 30, homework_section)
