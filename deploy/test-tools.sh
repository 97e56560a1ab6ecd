#!/usr/bin/env bash
# What the tests need beside Python: a browser, PostgreSQL, Redis and nginx from Debian.
# As root on Debian what is missing is installed; elsewhere the tests say what they skip.
set -eu
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || missing+=(nginx)
command -v redis-server >/dev/null || missing+=(redis-server)
fc-list 2>/dev/null | grep -qi -e noto -e dejavu || missing+=(fonts-noto-core)
[ ${#missing[@]} -eq 0 ] && exit 0
echo "== Missing for the tests: ${missing[*]} =="
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
elif [ -n "${CI:-}" ]; then
  echo "Cannot install them here, and under CI nothing may be skipped." >&2
  exit 1
else
  echo "Cannot install them here: tests that need them will be skipped, loudly."
fi
