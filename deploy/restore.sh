#!/usr/bin/env bash
# Put a backup back:   bash deploy/restore.sh BACKUP DATA
# DATA (the installation's HOABAN_DATA) must be empty or missing; nothing is overwritten.
# A PostgreSQL backup goes into the empty database the production variables name; its
# secrets.env belongs into the installation's environment and is copied beside the files.
set -euo pipefail
umask 077
backup=${1:?usage: restore.sh BACKUP DATA}
data=${2:?usage: restore.sh BACKUP DATA}
refuse() { echo "Not restored: $1" >&2; exit 1; }

[ -f "$backup/SHA256SUMS" ] || refuse "$backup is not a whole backup."
(cd "$backup" && sha256sum --check --quiet --strict SHA256SUMS) \
  || refuse "a file of $backup is damaged."
if [ -e "$data" ] && [ -n "$(ls -A "$data")" ]; then
  refuse "$data is not empty."
fi
mkdir -p "$data"
tar --extract --file="$backup/media.tar" --directory="$data" --no-same-owner

if [ -f "$backup/database.pgdump" ]; then
  PGPASSWORD=${HOABAN_DB_PASSWORD:-} pg_restore --exit-on-error --single-transaction \
    --no-owner --host="${HOABAN_DB_HOST:-}" --port="${HOABAN_DB_PORT:-}" \
    --username="${HOABAN_DB_USER:-hoaban}" --dbname="${HOABAN_DB_NAME:-hoaban}" \
    "$backup/database.pgdump"
  cp "$backup/secrets.env" "$data/"
else
  for file in secrets.json demo-steps.json; do
    [ ! -f "$backup/$file" ] || cp "$backup/$file" "$data/"
  done
  cp "$backup/hoaban.sqlite3" "$data/"  # last: a half restored folder has no database
fi
echo "Restored into $data. Next: python manage.py migrate && python manage.py collectstatic --noinput"
