"""Where the sockets of lessons are."""

from django.urls import path

from live.consumers import LessonConsumer

websocket_urlpatterns = [
    path("ws/truc-tuyen/<uuid:room>/", LessonConsumer.as_asgi()),
]
