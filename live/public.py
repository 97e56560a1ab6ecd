"""What live offers the floors above."""

from live.actions import close_room, end_room, schedule_room
from live.commands import STUDENT_CAPS, TEACHER_CAPS
from live.models import Attendance, Room, RoomSlides
from live.past import At, hang_pictures, record_past_lesson
from live.ports import Admission, Grant, LessonSink
from live.queries import AttendanceRow, attendance_of, room_lists, rooms_of

__all__ = [
    "STUDENT_CAPS",
    "TEACHER_CAPS",
    "Admission",
    "At",
    "Attendance",
    "AttendanceRow",
    "Grant",
    "LessonSink",
    "Room",
    "RoomSlides",
    "attendance_of",
    "close_room",
    "end_room",
    "hang_pictures",
    "record_past_lesson",
    "room_lists",
    "rooms_of",
    "schedule_room",
]
