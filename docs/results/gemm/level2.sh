#!/usr/bin/env bash
# usage: level2.sh PEERS threads : runs Level2.java against the built classes of the repository
set -euo pipefail
cd "$(dirname "$0")/../../.."
java -XX:+UseSerialGC --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Drounds="${ROUNDS:-15}" -Dgatun.peers="$1" \
  -cp engine/target/classes:simd/target/classes:algorithms/target/classes:bench/target/classes docs/results/gemm/Level2.java "$2"
