#!/bin/bash
# Try the README's commands as a newcomer would, in a minimal Debian made for the purpose, and print what each said, how long it took
# and which packages it asked for. Nothing of this computer's software is used inside; apt and pip are told about the same mirrors.
#
#   sudo tools/bare_debian.sh [--tree] bookworm|trixie [FOLDER]
#
# --tree takes the files as they lie here instead of a clone of the last commit. The base system is kept in FOLDER for the next time.
set -euo pipefail

tree=no
if [ "${1:-}" = "--tree" ]; then tree=yes; shift; fi
suite=${1:?say which Debian: bookworm (12) or trixie (13)}
folder=${2:-/var/tmp/civicdesk-bare}
here=$(cd "$(dirname "$0")/.." && pwd)
base=$folder/$suite-base
room=$folder/$suite
house=/srv/$(basename "$here") # where the clone lies inside

if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
  echo "This needs root and debootstrap: sudo apt-get install -y debootstrap" >&2
  exit 3
fi
if [ "${CIVICDESK_BARE_INSIDE:-}" != 1 ]; then  # mounts of our own, which go away with this process
  if [ "$tree" = yes ]; then set -- --tree "$@"; fi
  CIVICDESK_BARE_INSIDE=1 exec unshare --mount "$0" "$@"
fi

mirror() { # the first archive that apt uses here
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb +(\[[^]]*\] +)?([^ ]+).*/\2/p' | head -n 1
}

if [ ! -e "$base/complete" ]; then
  rm -rf "$base"
  mkdir -p "$folder"
  debootstrap --variant=minbase --include=python3,git,ca-certificates "$suite" "$base" "$(mirror)" >"$folder/$suite.log" 2>&1 ||
    { tail -n 3 "$folder/$suite.log" >&2; exit 3; }
  touch "$base/complete"
fi
rm -rf "$room"
cp -a "$base" "$room"

# The same mirrors, certificates and package indexes as outside.
cp /etc/apt/apt.conf.d/* "$room/etc/apt/apt.conf.d/"
cp /etc/resolv.conf /etc/hosts "$room/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$room/etc/ssl/certs/"
for conf in /etc/pip.conf "$HOME/.config/pip/pip.conf"; do
  [ -e "$conf" ] || continue
  mkdir -p "$room/root/.config/pip"
  if [ "$conf" = /etc/pip.conf ]; then cp "$conf" "$room/etc/pip.conf"; else cp "$conf" "$room/root/.config/pip/pip.conf"; fi
  for named in $(grep -oE '/[^[:space:]]+' "$conf" | sed -E 's#^/+#/#; s#/simple/?$##'); do # folders of packages that it names
    if [ -d "$named" ]; then mkdir -p "$room$named"; mount --bind -o ro "$named" "$room$named"; fi
  done
done
mount --bind /dev "$room/dev"
mount -t proc proc "$room/proc"
mount -t tmpfs -o mode=1777 tmpfs "$room/dev/shm" 2>/dev/null || true

if [ "$tree" = yes ]; then
  mkdir -p "$room$house"
  git -C "$here" ls-files -coz --exclude-standard | tar -C "$here" --null --ignore-failed-read -T - -cf - | tar -C "$room$house" -xf -
else
  git clone --quiet --no-hardlinks "$here" "$room$house"
fi

keep=()
while IFS= read -r setting; do keep+=("$setting"); done < <(env | grep -E '^([A-Za-z]+_)?(PIP_[A-Z_]+|[a-zA-Z]+_(proxy|PROXY)|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)=' || true)
inside() { chroot "$room" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive "${keep[@]}" "$@"; }

asked=""
try() { # run a command until it asks for no more packages; say what it said, its code and its seconds
  local begun code said
  for _ in 1 2 3; do
    begun=$(date +%s.%N); code=0
    said=$(inside bash -c "cd $house && $1 2>&1 | tail -n ${CIVICDESK_BARE_LINES:-12}; exit \${PIPESTATUS[0]}" </dev/null) || code=$?
    printf '\n$ %s\n%s\n[exit %s after %.1f s]\n' "$1" "$said" "$code" "$(echo "$(date +%s.%N) - $begun" | awk '{print $1 - $3}')"
    local line; line=$(grep -oE 'apt-get install -y [a-z0-9.+ -]+' <<<"$said" || true)
    [ -n "$line" ] || return 0
    asked="$asked ${line#apt-get install -y }"
    begun=$(date +%s)
    inside bash -c "apt-get update -qq && $line -qq" >"$folder/$suite-apt.log" 2>&1 </dev/null || { tail -n 3 "$folder/$suite-apt.log"; return 1; }
    printf '[asked for:%s; installed in %s s]\n' " ${line#apt-get install -y }" "$(($(date +%s) - begun))"
  done
}

echo "== Debian $(cat "$room/etc/debian_version") ($suite), $(inside python3 --version), without python3-venv and without a display"
total=$(date +%s)
try "python3 run.py demo"
try "python3 run.py"
printf '\n[both commands: %s s in all; packages asked for:%s]\n' "$(($(date +%s) - total))" "${asked:- none}"

# A display that is really there: the window must open and stay (124: still open when we ended it).
inside bash -c "apt-get update -qq && apt-get install -y -qq xvfb xauth" >"$folder/$suite-apt.log" 2>&1 </dev/null
asked=""
try "xvfb-run -a timeout 20 python3 run.py"
printf '\n[a window under Xvfb; packages asked for:%s]\n' "${asked:- none}"
