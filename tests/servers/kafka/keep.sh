#!/bin/sh
# Runs Kafka for as long as standard input is open: when the test process ends, however it ends, so does the server.
# usage: keep.sh JARS DIRECTORY LOG4J [format [OPTION…]]
# With `format`, the directory is made ready first, with those options of kafka-storage; without, the server that was
# there goes on.
set -eu
# A Ctrl-C reaches the test process too, and then this one at the end of its input.
trap '' INT HUP TERM
jars=$1 directory=$2 log4j=$3
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
kafka() { # heap, class, arguments
  heap=$1
  shift
  exec "$java" "-Xmx$heap" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
    -Djava.awt.headless=true "-Dlog4j2.configurationFile=$log4j" -cp "$jars/*" "$@"
}
if [ "${4:-}" = format ]; then
  shift 4
  (kafka 128m kafka.tools.StorageTool format -t cmlnaHRzLXRlc3RzLWthZg -c "$directory/server.properties" "$@") \
    >>"$directory/log" 2>&1 </dev/null
fi
(kafka 256m kafka.Kafka "$directory/server.properties") >>"$directory/log" 2>&1 </dev/null &
server=$!
heard=
read -r heard || :
kill -KILL "$server" 2>/dev/null || :
wait "$server" 2>/dev/null || :
# A line asks for the end of the server alone; silence is the end of the test process, which left the directory behind.
[ "$heard" = stop ] || rm -rf "$directory"
