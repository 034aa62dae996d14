#!/usr/bin/env bash
# Runs the contract tests of the CUDA backend and measures it beside the processor and beside PyTorch, CuPy and Triton,
# on a machine with a CUDA device; needs neither a JDK nor a network, but the folder that bench/gpu/prepare.sh made.
#
# usage: OUT=FOLDER bench/gpu/run.sh [GROUP ...]
#   groups: doctor contracts calls first level1 sparse gemm cg peers; all of them where none is named
#   OUT         gets readings.jsonl (one JSON object a reading), table.txt, log.txt, report/index.html;
#               default bench/target/gpu-results
#   GATUN_KIT   the carried folder; default: that of this script if the runtime lies there, else bench/target/gpu
# A group that was finished in the same OUT is skipped unless it is named. Each has a time limit; all of them together
# take less than eight minutes. What cannot be measured is skipped with its reason, and the script goes on; it exits
# with 1 if a result was wrong or a program failed. It changes no setting of the device.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kit=${GATUN_KIT:-$here}
[ -x "$kit/jre/bin/java" ] || kit=$here/../target/gpu
out=${OUT:-$here/../target/gpu-results}
[ -x "$kit/jre/bin/java" ] || { echo "run: no Java runtime in $kit; run bench/gpu/prepare.sh first" >&2; exit 2; }
mkdir -p "$out"
work=${GATUN_WORK:-$(mktemp -d)}
export GATUN_WORK=$work XDG_CACHE_HOME=$work/cache
readings=$out/readings.jsonl
log=$out/log.txt
touch "$readings" "$log"
failed=0
deadline=$((SECONDS + ${GATUN_SECONDS:-470}))

query() { # query FIELDS: what nvidia-smi says of the first device, nothing where it is missing
  command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu="$1" --format=csv,noheader -i 0 2>/dev/null | head -n 1
}
GATUN_DEVICE=$(query name)
GATUN_DRIVER=$(query driver_version)
GATUN_PROCESSOR="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(getconf _NPROCESSORS_ONLN) processors"
export GATUN_DEVICE GATUN_DRIVER GATUN_PROCESSOR

# The libraries of CUDA may have come with Python's packages, and those are the peers' own: one folder of links to them
# is made, where Gatun looks first. Without any, Gatun looks in the usual places.
if [ -z "${CUDA_HOME-}" ]; then
  mkdir -p "$work/cuda/lib64"
  for root in $(python3 -c 'import site, sys; print("\n".join(site.getsitepackages() + sys.path))' 2>/dev/null | sort -u); do
    find "$root/nvidia" -name 'lib*.so*' -exec ln -sf {} "$work/cuda/lib64/" \; 2>/dev/null
  done
  if [ -n "$(ls -A "$work/cuda/lib64")" ]; then export CUDA_HOME=$work/cuda; fi
fi

java=("$kit/jre/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xss8m -cp "$kit/lib/*")
main=("${java[@]}" gatun.bench.device.DeviceMain)

note() { # note GROUP SUBJECT TEXT: a line that is no reading
  printf '{"group":"%s","subject":"%s","note":"%s"}\n' "$1" "$2" "$(printf '%s' "$3" | tr -d '"\\\n')" >>"$readings"
}
skip() {
  note "$1" "$2" "$3"
  echo "$1: skipped: $2: $3"
}
limited() { # limited GROUP SECONDS COMMAND...: within its own time and that of the whole run
  local group=$1 seconds=$2 left=$((deadline - SECONDS)) code=0
  shift 2
  [ "$seconds" -le "$left" ] || seconds=$left
  if [ "$seconds" -lt 1 ]; then
    skip "$group" "run.sh" "no time is left of the whole run"
    return 1
  fi
  timeout -k 5 "$seconds" "$@" >>"$log" 2>&1 || code=$?
  case $code in
    0) ;;
    124|137) skip "$group" "run.sh" "stopped after $seconds s; what was read until then is kept" ;;
    *)
      skip "$group" "run.sh" "failed with code $code, see log.txt"
      failed=1
      ;;
  esac
  return "$code"
}

doctor() {
  limited doctor 20 "${java[@]}" gatun.cli.Main doctor
  nvidia-smi >>"$log" 2>&1 || skip doctor nvidia-smi "not there or without a device"
}

contracts() {
  local reason
  if ! reason=$(timeout 20 "${java[@]}" -Dgatun.contract.subject=cuda gatun.test.device.DeviceContracts --probe 2>>"$log"); then
    skip contracts cuda "${reason:-the probe failed, see log.txt}"
    return
  fi
  limited contracts 100 "${java[@]}" -Dgatun.contract.subject=cuda gatun.test.device.DeviceContracts "$readings"
}

calls() {
  limited calls 30 "${main[@]}" calls "$out"
  local cc
  cc=$(command -v gcc || command -v cc || command -v clang || true)
  if [ -z "$cc" ]; then
    skip calls c "there is no C compiler"
  elif limited calls 20 "$cc" -O2 -o "$work/calls" "$kit/calls.c" -ldl; then
    limited calls 20 "$work/calls" "$work" "$readings"
  else
    skip calls c "$cc could not compile calls.c, see log.txt"
  fi
}

first() {
  rm -rf "$XDG_CACHE_HOME"
  limited first 15 "${main[@]}" first "$out" cold
  for _ in 1 2 3; do
    limited first 8 "${main[@]}" first "$out" warm
  done
}

level1() { limited level1 80 "${main[@]}" level1 "$out"; }
sparse() { limited sparse 70 "${main[@]}" sparse "$out"; }
gemm() { limited gemm 45 "${main[@]}" gemm "$out"; }
cg() { limited cg 60 "${main[@]}" cg "$out"; }

peers() {
  if ! command -v python3 >/dev/null; then
    skip peers python3 "there is no python3"
    return
  fi
  local shape=mac:256
  [ -z "${GATUN_SMALL-}" ] || shape=mac:16
  limited peers 20 "${main[@]}" cells "$out" "$shape"
  limited peers 80 python3 "$kit/peers.py" "$readings" "$work/cells.i8" "$shape"
}

named=$#
for group in ${@:-doctor contracts calls first level1 peers sparse gemm cg}; do
  case $group in
    doctor|contracts|calls|first|level1|sparse|gemm|cg|peers) ;;
    *) echo "run: there is no group $group" >&2; exit 2 ;;
  esac
  if [ "$named" = 0 ] && grep -q "\"subject\":\"run.sh\",\"note\":\"done $group\"" "$readings"; then
    echo "$group: done before"
    continue
  fi
  begin=$SECONDS
  GATUN_CLOCKS=$(query clocks.sm,clocks.mem,temperature.gpu)
  export GATUN_CLOCKS
  echo "== $group" >>"$log"
  "$group"
  note clocks "$group" "sm, memory, temperature before: ${GATUN_CLOCKS:-unknown}; after: $(query clocks.sm,clocks.mem,temperature.gpu)"
  note "$group" run.sh "done $group"
  echo "$group: $((SECONDS - begin)) s"
done
"${main[@]}" table "$out" || exit 1
! grep -q '"check":"wrong' "$readings" && [ "$failed" = 0 ]
