#!/usr/bin/env bash
# usage: run.sh PEERS dtype threads shape... : compiles Interleaved.java against the built classes of the repository and runs it
set -euo pipefail
cd "$(dirname "$0")/../../.."
peers=$1; shift
classes=engine/target/classes:simd/target/classes:bench/target/classes
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
javac -nowarn -proc:none -cp "$classes" -d "$out" docs/results/gemm/Interleaved.java
export KMP_BLOCKTIME=${KMP_BLOCKTIME:-10} # MKL's threads spin that long after a product, in ms
java -XX:+UseSerialGC --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  -Dsec="${SECONDS_OF_SAMPLING:-40}" -Dgatun.peers="$peers" -cp "$classes:$out" Interleaved "$@"
