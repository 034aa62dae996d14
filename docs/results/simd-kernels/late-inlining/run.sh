#!/usr/bin/env bash
# Counts the kernels that box vectors in the worst case: everything inlined late, profiles of the Vector API full of other
# shapes. Needs `./mvnw test-compile` before. With a second argument: on those classes of module simd (say, without casts).
# usage: run.sh TEST_CLASSPATH [SIMD_CLASSES]     (TEST_CLASSPATH: `./mvnw -pl test dependency:build-classpath`, test-classes first)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
classes=${2:-$root/simd/target/classes}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$classes" "$work/simd"
"$JAVA_HOME/bin/javac" -d "$work/simd" "$here/Fat.java"
"$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector -cp "$root/engine/target/classes" "$here/Fatten.java" "$work/simd" 40
"$JAVA_HOME/bin/javac" --add-modules jdk.incubator.vector -d "$work/main" -cp "$work/simd:$1" "$here/Pollute.java" "$here/Stress.java"
cd "$root/test"
"$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:-TieredCompilation \
  -Dpollute=100 -cp "$work/main:$work/simd:$1" gatun.test.kernels.Stress "" 3
