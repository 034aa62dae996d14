#!/usr/bin/env bash
# Times updates of 10 million parameters beside PyTorch's: writes updates-1-thread.txt and updates-2-threads.txt beside this file.
# About 1 minute.
# usage: docs/results/training/updates.sh PEERS [THREADS...]
# PEERS: the folder with PyTorch's libraries (./mvnw -Ppeers,torch package fills bench/target/peers).
# Needs the built classes of engine, simd, algorithms and bench.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. .mvn/find-jdk.sh
. docs/results/training/machine.sh
peers=$1
shift
here=docs/results/training
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
classes=engine/target/classes:simd/target/classes:algorithms/target/classes:bench/target/classes
"$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$classes" -d "$out" "$here/UpdateRatios.java"
for threads in "${@:-1 2}"; do
  for count in $threads; do
    file=$here/updates-$count-thread$([ "$count" = 1 ] || echo s).txt
    machine "docs/results/training/updates.sh PEERS $count" >"$file"
    "$JAVA_HOME/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Dgatun.peers="$peers" \
      -cp "$out:$classes" UpdateRatios "$count" 21 2>"$out/errors" | tee -a "$file" || { cat "$out/errors" >&2; exit 1; }
  done
done
