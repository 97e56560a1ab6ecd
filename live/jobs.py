"""Background work: thin wrappers, safe to run twice."""

from django_tasks import task

from live import preparing


@task(queue_name="default")
def convert_slides(slides_uuid: str) -> None:
    """Turn an uploaded deck into pages."""
    preparing.convert_slides(slides_uuid)


@task(queue_name="default")
def prepare_replay(room_uuid: str) -> None:
    """Make the sound of an ended lesson seekable."""
    preparing.prepare_replay(room_uuid)
