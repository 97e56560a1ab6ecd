#!/usr/bin/env bash
# What happens by the clock, for installations whose media queue is served by rqworker
# (the embedded media_worker does the first by itself). Without containers use cron.
set -u
round=0
while true; do
  python manage.py reap_media_jobs -v0 >/dev/null || echo "clock: reap_media_jobs failed" >&2
  python manage.py collect_attempts -v0 >/dev/null || echo "clock: collect_attempts failed" >&2
  python manage.py tell_due_lessons -v0 >/dev/null || echo "clock: tell_due_lessons failed" >&2
  python manage.py close_lessons -v0 >/dev/null || echo "clock: close_lessons failed" >&2
  if [ $((round % 720)) -eq 0 ]; then
    python manage.py place_periods -v0 >/dev/null || echo "clock: place_periods failed" >&2
    python manage.py clearsessions || echo "clock: clearsessions failed" >&2
  fi
  round=$((round + 1))
  sleep "${CLOCK_SECONDS:-120}" &
  wait $!
done
