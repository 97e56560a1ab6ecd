#!/usr/bin/env bash
# Before the first release only: makes one app's migrations anew.
set -eu
cd "$(dirname "$0")/.."
exec 9>/tmp/hoaban-remigrate.lock
flock 9
for app in "$@"; do
  mkdir -p "$app/migrations"; touch "$app/migrations/__init__.py"
  find "$app/migrations" -name '0*.py' -delete
done
.venv/bin/python manage.py makemigrations --skip-checks "$@"
