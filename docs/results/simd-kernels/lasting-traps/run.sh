#!/usr/bin/env bash
# Counts the traps that keep their code (decision 0004, rule 10). Needs `./mvnw test-compile` before.
# usage: run.sh TEST_CLASSPATH     (`./mvnw -pl test dependency:build-classpath`, test-classes first)
#   tests_200.txt  the budgets and what runs before them in the build, in one process, the limit halved
#   storm_40.txt   all kernels of SharedBudgetTest at changing sizes, the limit at a tenth
#   lines.txt      nanoseconds a cell of the constant stencil (Lines.java), one thread
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
java=("$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$JAVA_HOME/bin/javac" -nowarn --add-modules jdk.incubator.vector -d "$work" -cp "$1" "$here"/*.java
cd "$root/test"
"${java[@]}" -XX:PerMethodRecompilationCutoff=200 -XX:StartFlightRecording=settings="$here/traps.jfc",filename="$work/traps.jfr",dumponexit=true \
  -cp "$work:$1" Classes "$here/classes.txt" 2>/dev/null | grep -v jfr >"$here/tests_200.txt"
"$JAVA_HOME/bin/jfr" print --events jdk.Deoptimization "$work/traps.jfr" | grep -E "method =|reason|action|bci" | paste - - - - |
  grep '"none"' | sed 's/(.*)//; s/[ \t][ \t]*/ /g' | sort | uniq -c | sort -rn >>"$here/tests_200.txt"
"${java[@]}" -XX:PerMethodRecompilationCutoff=40 -cp "$work:$1" gatun.test.kernels.Storm 0.15 >"$here/storm_40.txt" 2>/dev/null
"${java[@]}" -cp "$work:$1" Lines >"$here/lines.txt" 2>/dev/null
