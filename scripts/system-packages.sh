#!/bin/sh
# What pip cannot bring: installed through apt when root on Debian or Ubuntu, else the one command to run is printed.
# Usage: system-packages.sh pango|chromium|redis …
set -u

library() {
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q "$1"
}

has() {
  case $1 in
    # Pango comes with many things, the library that WeasyPrint asks to cut type out of a face with few
    pango) library 'libpangoft2-1\.0\.so\.0' && library 'libharfbuzz-subset\.so\.0' ;;
    chromium) command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ;;
    redis) command -v redis-server >/dev/null ;;
  esac
}

packages_of() {
  case $1 in
    pango) echo "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" ;;
    chromium) echo "chromium" ;;
    redis) echo "redis-server" ;;
  esac
}

without() {
  case $1 in
    pango) echo "certificates and minutes will wait « en préparation », their tests are skipped" ;;
    chromium) echo "browser tests are skipped" ;;
    redis) echo "tests with a real broker are skipped" ;;
  esac
}

missing=""
for need in "$@"; do has "$need" || missing="$missing $need"; done
[ -n "$missing" ] || exit 0

packages=""
for need in $missing; do packages="$packages $(packages_of "$need")"; done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing from the distribution:$packages"
  export DEBIAN_FRONTEND=noninteractive
  # a machine that just installs Redis for tests needs no service of it
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages >/dev/null
  status=$?
  missing=""
  for need in "$@"; do has "$need" || missing="$missing $need"; done
  [ -z "$missing" ] && exit 0
  echo "apt-get ended with status $status."
fi

for need in $missing; do echo "Missing: $need ($(without "$need"))."; done
echo "To install it on Debian or Ubuntu: sudo apt-get install -y$packages"
exit 0
