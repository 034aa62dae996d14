#!/usr/bin/env bash
# Measures the start-up of the command as a whole process, each way of starting it in turn within one run.
# Usage: bench/startup.sh [RUNS] >docs/results/startup/NAME.json
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-20}
. .mvn/find-jdk.sh
./gatun --version >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java=$JAVA_HOME/bin/java
image=$work/image
jar=cli/target/gatun.jar
vector=(-XX:+UseSerialGC --add-modules=jdk.incubator.vector)
path=("${vector[@]}" --enable-native-access=ALL-UNNAMED)
modules=("${vector[@]}" --enable-native-access=gatun.engine,gatun.simd -p "$jar:cli/target/lib")
main=(-m gatun.cli/gatun.cli.Main)
quiet=(-Xlog:aot*=off -Xlog:cds*=off)

"$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --output "$image" --add-modules \
  java.base,java.desktop,java.logging,java.management,jdk.incubator.vector,jdk.jfr,jdk.management,jdk.unsupported,jdk.zipfs >/dev/null
record() { # record CACHE JAVA ARGUMENT...: an AOT cache of one run
  local cache=$1 program=$2
  shift 2
  "$program" -XX:AOTCacheOutput="$work/$cache" "$@" doctor --json >"$work/log" 2>&1 </dev/null || true
}
record path.aot "$java" "${path[@]}" -jar "$jar"
record modules.aot "$java" "${modules[@]}" "${main[@]}"
"$image/bin/java" -Xshare:dump >/dev/null 2>&1
record image.aot "$image/bin/java" "${path[@]}" -jar "$jar"
"$image/bin/java" "${path[@]}" -XX:DumpLoadedClassList="$work/classes" -jar "$jar" doctor --json >/dev/null 2>&1 </dev/null
sed -i -e '/ source: /d' -e '/^@cp picocli/d' "$work/classes"
"$image/bin/java" "${path[@]}" -Xshare:dump -XX:SharedClassListFile="$work/classes" \
  -XX:SharedArchiveFile="$work/image.jsa" -jar "$jar" >/dev/null 2>&1

names=() commands=()
way() {
  names+=("$1")
  shift
  commands+=("$(printf '%q ' "$@")")
}
way "class path" "$java" "${path[@]}" -jar "$jar"
way "class path, class-data archive" "$java" "${path[@]}" "${quiet[@]}" -XX:SharedArchiveFile=cli/target/gatun.jsa -jar "$jar"
way "class path, AOT cache" "$java" "${path[@]}" "${quiet[@]}" -XX:AOTCache="$work/path.aot" -jar "$jar"
way "module path" "$java" "${modules[@]}" "${main[@]}"
way "module path, AOT cache" "$java" "${modules[@]}" "${quiet[@]}" -XX:AOTCache="$work/modules.aot" "${main[@]}"
way "jlink image" "$image/bin/java" "${path[@]}" -jar "$jar"
way "jlink image, class-data archive" "$image/bin/java" "${path[@]}" "${quiet[@]}" -XX:SharedArchiveFile="$work/image.jsa" -jar "$jar"
way "jlink image, AOT cache" "$image/bin/java" "${path[@]}" "${quiet[@]}" -XX:AOTCache="$work/image.aot" -jar "$jar"
way "./gatun" ./gatun

declare -A times
for ((run = -2; run < runs; run++)); do # two rounds to warm up
  for arguments in --version doctor; do
    for i in "${!names[@]}"; do
      begin=${EPOCHREALTIME/./}
      eval "${commands[i]} $arguments" >/dev/null 2>&1 </dev/null
      end=${EPOCHREALTIME/./}
      ((run < 0)) || times[$arguments,$i]+="$((end - begin)) "
    done
  done
done

processor=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
printf '{\n  "unit": "ms, whole process, wall clock",\n  "date": "%s",\n' "$(date -u +%FT%TZ)"
printf '  "system": "%s",\n  "processor": "%s",\n  "cores": %s,\n' "$(uname -srm)" "$processor" "$(getconf _NPROCESSORS_ONLN)"
printf '  "java": "%s",\n  "rows": [' "$(sed -n 's/^IMPLEMENTOR_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")"
separator=
for arguments in --version doctor; do
  for i in "${!names[@]}"; do
    printf '%s\n    ' "$separator"
    tr ' ' '\n' <<<"${times[$arguments,$i]}" | sed '/^$/d' | sort -n | awk -v name="${names[i]}" -v arguments="$arguments" '
      { t[NR] = $1 / 1000 }
      END {
        m = NR % 2 ? t[(NR + 1) / 2] : (t[NR / 2] + t[NR / 2 + 1]) / 2
        printf "{\"way\": \"%s\", \"command\": \"%s\", \"runs\": %d, \"median\": %.1f, \"min\": %.1f, \"max\": %.1f, \"sorted\": [", \
          name, arguments, NR, m, t[1], t[NR]
        for (i = 1; i <= NR; i++) printf "%s%.1f", (i > 1 ? ", " : ""), t[i]
        printf "]}"
      }'
    separator=,
  done
done
printf '\n  ]\n}\n'
