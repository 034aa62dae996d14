# Sourced: prints what a raw file begins with. Arguments: the command that made it.
machine() {
  printf '# Made by %s at commit %s on %s.\n' "$*" "$(git rev-parse --short HEAD)" "$(date -u +%F)"
  printf '# %s, %s processors; load before: %s. %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)" \
    "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p)"
}
