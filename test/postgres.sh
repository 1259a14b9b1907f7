#!/usr/bin/env bash
# A PostgreSQL 17 with pgvector for tests: loopback only, fast instead of durable, gone when told. It needs no Docker,
# no compiler and no right to install: Debian's own packages are unpacked into a cache folder and run from there.
#
#   bash test/postgres.sh start   unpack at the first run, start, print the superuser's URL (for TEST_POSTGRES_URL)
#   bash test/postgres.sh url     print the URL of the running server
#   bash test/postgres.sh stop    stop the server; its databases stay
#   bash test/postgres.sh reset   stop the server and delete its databases
#   bash test/postgres.sh bin     print the folder with psql, pg_dump and the other programs
#
# POSTGRES_DIR names another folder for the databases, so that two servers can run side by side, and POSTGRES_CONF holds
# more lines for the configuration of a new one.
set -euo pipefail

suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() {
  echo "test/postgres.sh: $*" >&2
  exit 1
}

# PostgreSQL refuses to run as root; the server's files must then lie where the user "nobody" can reach them.
if [ "$(id -u)" = 0 ]; then
  cache=/var/tmp/worlds-graph
  drop=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
  give() { chown nobody:nogroup "$@"; }
else
  cache=${XDG_CACHE_HOME:+$XDG_CACHE_HOME/worlds-graph}
  cache=${cache:-/var/tmp/worlds-graph-$(id -u)}
  drop=()
  give() { :; }
fi
programs=$cache/postgresql-17-$suite
bin=$programs/usr/lib/postgresql/17/bin
home=${POSTGRES_DIR:-$cache/server}
data=$home/data

as_server() { (cd / && exec "${drop[@]}" "$@"); }

# Every apt command below works in a state of its own and leaves the machine's package lists and sources as they are.
private_apt() {
  local mirrors mirror state=$1
  mirrors=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages')
  mirror=${DEBIAN_MIRROR:-$(grep -m 1 -E '/debian/?$' <<<"$mirrors")} ||
    fail "apt's sources name no Debian mirror: set DEBIAN_MIRROR"
  mkdir -p "$state"/{lists,archives}/partial
  : >"$state/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$state/sources.list"
  printf '%s;\n' "Dir::State \"$state\"" "Dir::State::status \"$state/status\"" "Dir::Cache \"$state\"" \
    "Dir::Etc::sourcelist \"$state/sources.list\"" 'Dir::Etc::sourceparts "/dev/null"' \
    'Dir::Etc::preferencesparts "/dev/null"' 'APT::Sandbox::User "root"' 'Acquire::Languages "none"' \
    'Acquire::Retries "3"' >"$state/apt.conf"
  export APT_CONFIG=$state/apt.conf
  apt-get -qq update || fail "cannot read Debian's $suite"
}

# The server, its clients, pgvector, and of what they depend on the libraries alone: no Perl, no compiler for JIT.
wanted_packages() {
  local main=(postgresql-17 postgresql-client-17 postgresql-17-pgvector)
  echo "${main[@]}"
  apt-cache depends --recurse --important "${main[@]}" | grep -E '^(lib|zlib)[^:]*$' |
    grep -vE -e '-perl$' -e '^lib(perl|llvm|z3|debconf|debian)' | sort -u
}

unpack() {
  [ ! -e "$programs/complete" ] || return 0
  echo "test/postgres.sh: unpacking PostgreSQL 17 and pgvector into $programs" >&2
  local state=$cache/apt deb
  rm -rf "$programs" "$state"
  mkdir -p "$programs" "$state/debs"
  private_apt "$state"
  # shellcheck disable=SC2046 # one word for each package is what is meant
  (cd "$state/debs" && apt-get -qq download $(wanted_packages)) || fail 'cannot download the packages'
  for deb in "$state"/debs/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$programs" --no-same-owner --exclude='./usr/share/doc' \
      --exclude='./usr/share/man' --exclude='./usr/share/locale' --exclude='*/bitcode'
  done
  wrap_programs
  rm -rf "$state"
  touch "$programs/complete"
}

# The machine's own C library may be older than the packages', so each program starts through the loader beside it.
wrap_programs() {
  local loader libraries program
  loader=$(find "$programs/usr/lib" -name 'ld-linux*.so.*' -path '*-linux-gnu/*' -print -quit)
  [ -n "$loader" ] || fail 'the packages hold no loader for this machine'
  libraries=$(dirname "$loader")
  mv "$bin" "$bin.unwrapped"
  mkdir "$bin"
  for program in "$bin.unwrapped"/*; do
    printf '#!/bin/sh\nexec "%s" --library-path "%s" --argv0 "$0" "%s" "$@"\n' "$loader" "$libraries" "$program" \
      >"$bin/${program##*/}"
  done
  chmod 755 "$bin"/*
  for program in "$bin.unwrapped"/{postgres,initdb,pg_ctl,psql,pg_dump} "${bin%/bin}/lib/vector.so"; do
    ! "$loader" --library-path "$libraries" --list "$program" | grep 'not found' >&2 || fail "$program lacks a library"
  done
}

initialise() {
  [ ! -e "$data/PG_VERSION" ] || return 0
  rm -rf "$data"
  mkdir -p "$data"
  (umask 077 && od -An -N18 -tx1 /dev/urandom | tr -d ' \n' >"$home/password")
  : >"$home/log"
  give "$data" "$home/password" "$home/log"
  as_server "$bin/initdb" -D "$data" -U postgres -A scram-sha-256 --pwfile="$home/password" -E UTF8 --no-sync \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C >/dev/null || fail 'initdb failed'
  cat >>"$data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'UTC'
max_connections = 200
fsync = off
jit = off
full_page_writes = off
synchronous_commit = off
CONF
  echo "${POSTGRES_CONF:-}" >>"$data/postgresql.conf"
}

running() { [ -x "$bin/pg_ctl" ] && as_server "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

free_port() {
  local port
  for port in {54400..54499}; do
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port" && return; }
  done
  fail 'no free port between 54400 and 54499'
}

start() {
  umask 022
  mkdir -p "$cache" "$home"
  [ -O "$cache" ] || fail "$cache belongs to somebody else"
  exec 9>"$cache/lock"
  flock 9
  unpack
  initialise
  if ! running; then
    # Somebody may take the port before the server has it.
    for _ in 1 2 3; do
      free_port >"$home/port"
      ! as_server "$bin/pg_ctl" -D "$data" -l "$home/log" -o "-p $(cat "$home/port")" -w start >/dev/null 9>&- || break
    done
    running || fail "the server did not start: $(tail -n 5 "$home/log")"
  fi
  url
}

url() {
  running || fail 'no server runs: bash test/postgres.sh start'
  echo "postgresql://postgres:$(cat "$home/password")@127.0.0.1:$(cat "$home/port")/postgres?sslmode=disable"
}

stop() { ! running || as_server "$bin/pg_ctl" -D "$data" -m "$1" -w stop >/dev/null; }

case ${1:-} in
start) start ;;
url) url ;;
stop) stop fast ;;
reset)
  stop immediate
  rm -rf "$data"
  ;;
bin) echo "$bin" ;;
*) fail 'usage: bash test/postgres.sh start|url|stop|reset|bin' ;;
esac
