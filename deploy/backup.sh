#!/usr/bin/env bash
# Back one installation up while it runs:   bash deploy/backup.sh FOLDER
# Writes FOLDER/hoaban-<UTC time>/ with the database, the files, the secrets and their
# checksums; prints its path. The installation is the one the environment names:
# HOABAN_DATA (SQLite), or the production variables (PostgreSQL by pg_dump).
#
# The database is copied first: a file added meanwhile is one too many, never one too few.
set -euo pipefail
umask 077
here=$(cd "$(dirname "$0")/.." && pwd)
destination=${1:?usage: backup.sh FOLDER}
data=${HOABAN_DATA:-$here/var}
python=${PYTHON:-python3}

name=hoaban-$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$destination"
draft=$(mktemp -d "$destination/.$name.XXXXXX")
trap 'rm -rf "$draft"' EXIT

if [ "${DJANGO_SETTINGS_MODULE:-}" = config.settings.production ]; then
  PGPASSWORD=${HOABAN_DB_PASSWORD:-} pg_dump --format=custom --no-owner \
    --host="${HOABAN_DB_HOST:-}" --port="${HOABAN_DB_PORT:-}" \
    --username="${HOABAN_DB_USER:-hoaban}" --file="$draft/database.pgdump" \
    "${HOABAN_DB_NAME:-hoaban}"
  for variable in HOABAN_SECRET_KEY HOABAN_PASSWORD_PEPPERS HOABAN_NATIONAL_ID_KEYS \
    HOABAN_NATIONAL_ID_HMAC_KEY; do
    printf '%s=%s\n' "$variable" "${!variable:?}" >> "$draft/secrets.env"
  done
else
  database=${HOABAN_DATABASE:-$data/hoaban.sqlite3}
  [ -f "$database" ] || { echo "No database at $database." >&2; exit 1; }
  # SQLite's own backup: one moment of the database, its journal included
  "$python" - "$database" "$draft/hoaban.sqlite3" <<'PYTHON'
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=30)
copy = sqlite3.connect(sys.argv[2])
source.backup(copy)
copy.execute("PRAGMA journal_mode=DELETE")
copy.execute("PRAGMA ignore_check_constraints=ON")  # they call functions of Django's
state = copy.execute("PRAGMA integrity_check").fetchone()[0]
copy.close()
sys.exit(0 if state == "ok" else f"the copied database is damaged: {state}")
PYTHON
  cp "$data/secrets.json" "$draft/"
  [ ! -f "$data/demo-steps.json" ] || cp "$data/demo-steps.json" "$draft/"
fi

mkdir -p "$data/media"
# tar says 1 when a file grew while it was read (the log of a running lesson): a line at
# its end may be missing then, which replay and attendance are made for
tar --create --file="$draft/media.tar" --directory="$data" --warning=no-file-changed \
  --exclude='*.part' media || [ $? -eq 1 ]

(cd "$draft" && sha256sum -- * > SHA256SUMS)
sync "$draft"/* 2>/dev/null || sync
mv "$draft" "$destination/$name"
trap - EXIT
echo "$destination/$name"
