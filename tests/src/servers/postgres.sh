# Runs a throw-away Postgres server for as long as the standard input stays open.
#
# usage: sh postgres.sh PORT [CERTIFICATE KEY]; then one order a line on the standard input, each answered by one
# line on the standard output ("done", or nothing at all: then the standard error says why).
#
#   database NAME   creates an empty database
#   restart         kills the server as a crash would, and starts it again: it recovers
#
# With a certificate and its key (PEM), it takes connections by TLS alone: rights without a password,
# everybody else with one.
#
# The end of the input stops the server and removes its files, also when whoever wrote to it was
# killed: the pipe closes with its process. The server stops by the id in its own directory.
set -eu
port=$1

for bin in "$(pg_config --bindir 2>/dev/null)" $(ls -dr /usr/lib/postgresql/*/bin 2>/dev/null); do
    if [ -x "$bin/initdb" ]; then break; fi
done
if [ ! -x "$bin/initdb" ]; then
    echo "Postgres is not installed: neither pg_config nor /usr/lib/postgresql leads to initdb" >&2
    exit 1
fi

dir=$(mktemp -d)
# Postgres refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
    user=postgres
    id "$user" >/dev/null 2>&1 || user=nobody
    chown "$user" "$dir"
    as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups"
fi
cd "$dir"

control() {
    $as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -s "$@" </dev/null >/dev/null
}
finish() {
    if [ -f "$dir/data/postmaster.pid" ]; then control -m immediate stop || :; fi
    cd /
    rm -rf "$dir"
}
trap finish EXIT
# An answer that nobody reads any more must not end this before the server.
trap '' PIPE
trap 'exit 1' HUP INT TERM

$as "$bin/initdb" -D "$dir/data" -U rights -A trust -E UTF8 --locale=C --no-sync >/dev/null
cat >>"$dir/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
shared_buffers = 32MB
fsync = on
synchronous_commit = on
SETTINGS
if [ $# = 3 ]; then
    cp "$2" "$dir/data/server.crt"
    cp "$3" "$dir/data/server.key"
    chmod 600 "$dir/data/server.key"
    [ -z "$as" ] || chown "$user" "$dir/data/server.crt" "$dir/data/server.key"
    echo 'ssl = on' >>"$dir/data/postgresql.conf"
    cat >"$dir/data/pg_hba.conf" <<ACCESS
hostssl all rights 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256
ACCESS
fi
if ! control start; then
    cat "$dir/log" >&2
    exit 1
fi
echo done

while read -r order name; do
    case $order in
        database) "$bin/createdb" -h 127.0.0.1 -p "$port" -U rights "$name" </dev/null ;;
        restart) control -m immediate restart ;;
    esac
    echo done
done
