#!/bin/sh
# Makes every secret of docker-compose.yml once, inside its volumes: none is written into the host's folders or to git.
# What exists is kept, so that each start runs this again; certificates are made anew a month before they end.
#
#   KEYS            the folder for the graph's programs: one folder for each, readable by that program's group alone
#   POSTGRES_KEYS   the folder for the database server: its certificate and one password for each role
#   RENEW           yes: make the certificates anew now
#   SHARE_GROUPS    no: leave the groups as they are (for a trial where those groups are not one's own)
set -eu
umask 077

keys=${KEYS:?}
server=${POSTGRES_KEYS:?}
days=825
programs='migrate:2001 memory:2002 nexus:2003 world:2004 gateway:2005'

# A random word that needs no quoting in a URL.
secret() {
  [ -s "$1" ] || openssl rand -hex 32 >"$1"
}

# The authority signs one certificate and its key is thrown away: nobody can sign another with it. Clients know the
# authority before it too, so that they take the server's certificate both before and after it reads the new one.
certificates() {
  if [ "${RENEW:-no}" != yes ] && [ -s "$keys/ca.crt" ] &&
    openssl x509 -checkend 2592000 -noout -in "$server/server.crt" >/dev/null; then return; fi
  echo 'keys: making a certificate authority and the certificate of the server "postgres"'
  new=$server/new
  rm -rf "$new"
  mkdir "$new"
  # shellcheck disable=SC2086 # a new key's options are several words
  key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
  openssl req -x509 $key -days $days -subj '/CN=Worlds Graph databases' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$new/ca.key" -out "$new/ca.crt" 2>/dev/null
  openssl req $key -subj '/CN=postgres' -keyout "$new/server.key" -out "$new/server.csr" 2>/dev/null
  printf 'subjectAltName=DNS:postgres,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n' >"$new/server.ext"
  openssl x509 -req -in "$new/server.csr" -CA "$new/ca.crt" -CAkey "$new/ca.key" -set_serial 1 -days $days \
    -extfile "$new/server.ext" -out "$new/server.crt" 2>/dev/null
  cp "$new/ca.crt" "$keys/ca.crt.new"
  [ ! -s "$keys/ca.crt" ] || openssl x509 -in "$keys/ca.crt" >>"$keys/ca.crt.new"
  mv "$keys/ca.crt.new" "$keys/ca.crt"
  mv "$new/server.key" "$new/server.crt" "$server"
  rm -rf "$new"
}

# url PROGRAM SETTING ROLE DATABASE: the file that the setting's NAME_FILE names.
url() {
  echo "postgresql://$3:$(cat "$server/$3")@postgres:5432/$4?sslmode=verify-full&sslrootcert=/keys/ca.crt" \
    >"$keys/$1/$2"
}

mkdir -p "$server"
for program in $programs; do mkdir -p "$keys/${program%:*}"; done
certificates

for role in postgres voice_ninja_owner voice_ninja_user memory_graph bbworlds_nexus_owner nexus_user nexus_graph \
  bbworlds_world_owner bbworlds_user world_graph; do
  secret "$server/$role"
done
url migrate memory_owner_url voice_ninja_owner voice_ninja
url migrate nexus_owner_url bbworlds_nexus_owner bbworlds_nexus
url migrate world_owner_url bbworlds_world_owner bbworlds_world
url memory database_url memory_graph voice_ninja
url nexus database_url nexus_graph bbworlds_nexus
url world database_url world_graph bbworlds_world

secret "$keys/gateway/auth_jwt_secret"
secret "$keys/gateway/assertion_secret"
for program in memory nexus world; do cp "$keys/gateway/assertion_secret" "$keys/$program/assertion_secret"; done

chmod 700 "$server"
chmod 755 "$keys"
chmod 644 "$keys/ca.crt"
for program in $programs; do
  folder=$keys/${program%:*}
  [ "${SHARE_GROUPS:-yes}" = no ] || chgrp -R "${program#*:}" "$folder"
  chmod 640 "$folder"/*
  chmod 750 "$folder"
done
echo 'keys: ready'
