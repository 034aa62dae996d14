# Sourced by mvnw and gatun (POSIX sh): exports JAVA_HOME as a JDK of version 25 or newer.
# The first one found wins: JAVA_HOME itself, then the folders where JDKs are usually installed.

gatun_jdk_version() { # sets gatun_version to the feature version of the JDK at $1, or to 0
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

gatun_find_jdk() {
  gatun_told=${JAVA_HOME-}
  for gatun_candidate in \
    "${JAVA_HOME-}" \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  do
    [ -n "$gatun_candidate" ] || continue
    gatun_jdk_version "$gatun_candidate"
    if [ "$gatun_version" -ge 25 ]; then
      if [ -n "$gatun_told" ] && [ "$gatun_told" != "$gatun_candidate" ]; then
        echo "gatun: JAVA_HOME ($gatun_told) is not a JDK 25 or newer; using $gatun_candidate" >&2
      fi
      JAVA_HOME=$gatun_candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "gatun: no JDK 25 or newer was found: install one (for example Eclipse Temurin 25 from https://adoptium.net) and set JAVA_HOME to its folder." >&2
  return 1
}

HOME=${HOME-} && gatun_find_jdk
