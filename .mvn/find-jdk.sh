# Sourced by mvnw and gatun (POSIX sh): exports JAVA_HOME as a JDK of version 25 or newer.
# JAVA_HOME itself is kept if it is one. Otherwise the folders where JDKs are usually installed are
# searched, then the path; a JDK 25, which is what is tested, is preferred to a newer one.

gatun_jdk_version() { # sets gatun_version to the feature version of the JDK in folder $1, or to 0
  gatun_version=0
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r gatun_line || [ -n "$gatun_line" ]; do
    case $gatun_line in
      JAVA_VERSION=*)
        gatun_version=${gatun_line#*\"}
        gatun_version=${gatun_version%%[!0-9]*}
        gatun_version=${gatun_version:-0}
        return 0 ;;
    esac
  done < "$1/release"
}

gatun_search() { # sets gatun_found to the best JDK among the folders given
  for gatun_candidate in "$@"; do
    gatun_jdk_version "$gatun_candidate"
    if [ "$gatun_version" -eq 25 ]; then
      gatun_found=$gatun_candidate
      return 0
    elif [ "$gatun_version" -gt 25 ] && [ -z "$gatun_found" ]; then
      gatun_found=$gatun_candidate
    fi
  done
}

gatun_find_jdk() {
  gatun_found=
  gatun_jdk_version "${JAVA_HOME-}"
  [ "$gatun_version" -lt 25 ] || return 0
  gatun_user=${HOME-/nonexistent}
  gatun_search \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
    "${SDKMAN_DIR:-$gatun_user/.sdkman}"/candidates/java/* "$gatun_user"/.jdks/* \
    "$gatun_user"/.gradle/jdks/* "$gatun_user"/.asdf/installs/java/* \
    "$gatun_user"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$gatun_user"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  if [ -z "$gatun_found" ] && gatun_javac=$(command -v javac); then
    gatun_javac=$(readlink -f "$gatun_javac")
    gatun_search "${gatun_javac%/bin/javac}"
  fi
  if [ -z "$gatun_found" ]; then
    echo "gatun: no JDK 25 or newer was found: install one (for example Eclipse Temurin 25, https://adoptium.net) and set JAVA_HOME to its folder." >&2
    return 1
  fi
  if [ -n "${JAVA_HOME-}" ]; then
    echo "gatun: JAVA_HOME ($JAVA_HOME) is not a JDK 25 or newer; using $gatun_found" >&2
  fi
  JAVA_HOME=$gatun_found
  export JAVA_HOME
}

gatun_find_jdk
