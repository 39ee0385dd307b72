# shellcheck shell=sh
# Finds the JDKs on this machine. To be sourced: it defines functions and does nothing else.
#
# A "table" below has one JDK per line, five columns parted by tabs: feature release, full version,
# vendor, kind ("jdk" where javac is there, else "jre"), home. Only a JDK that starts gets a line.

readonly heddle_release=21

# The folders that hold JDKs, one per line.
jdk_places() {
    if [ -n "${HEDDLE_JDKS+set}" ]; then
        printf '%s\n' "$HEDDLE_JDKS" | tr ':' '\n'
    else
        printf '%s\n' /usr/lib/jvm /usr/java /opt/homebrew/opt /usr/local/opt \
            /Library/Java/JavaVirtualMachines "${HOME:-}/Library/Java/JavaVirtualMachines" \
            "${SDKMAN_DIR:-${HOME:-}/.sdkman}/candidates/java" "${HOME:-}/.jdks"
    fi
}

# Reads homes, one per line; prints the real path of each that has a java, once.
jdk_real_homes() {
    while IFS= read -r home; do
        if [ -n "$home" ] && [ -x "$home/bin/java" ]; then (CDPATH='' cd -P -- "$home" && pwd); fi
    done | awk '!seen[$0]++'
}

# What the caller chose: JAVA_HOME, then the java on the PATH, which may be a wrapper and is asked.
jdk_chosen_homes() {
    {
        printf '%s\n' "${JAVA_HOME:-}"
        java -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p'
    } | jdk_real_homes
}

# The usual places: other variables (JAVA21_HOME, JAVA_HOME_21_X64) and folders of JDKs.
jdk_usual_homes() {
    {
        env | sed -n 's/^JAVA[0-9]*_HOME[^=]*=//p'
        if [ -z "${HEDDLE_JDKS+set}" ] && [ -x /usr/libexec/java_home ]; then
            /usr/libexec/java_home -v "$heddle_release+" 2>/dev/null || true
        fi
        jdk_places | sed '/^$/d' | while IFS= read -r place; do
            for home in "$place"/* "$place"/*/Contents/Home \
                "$place"/*/libexec/openjdk.jdk/Contents/Home; do
                printf '%s\n' "$home"
            done
        done
    } | jdk_real_homes
}

# Reads homes, prints the table of those that start.
jdk_describe() {
    while IFS= read -r home; do
        kind=jre
        if [ -x "$home/bin/javac" ]; then kind=jdk; fi
        told=$("$home/bin/java" -XshowSettings:properties -version 2>&1 </dev/null | awk '
            function value() { sub(/^[^=]*= */, ""); return $0 }
            /^ *java\.specification\.version = / { release = value(); sub(/^1\./, "", release) }
            /^ *java\.version = / { version = value() }
            /^ *java\.vendor = / { vendor = value() }
            END { if (release != "") printf "%s\t%s\t%s", release, version, vendor }')
        if [ -n "$told" ]; then printf '%s\t%s\t%s\n' "$told" "$kind" "$home"; fi
    done
}

# Sorts a table: newest version first, early access builds after everything released.
jdk_newest_first() {
    awk -F '\t' '{
        split($2, n, /[-.+_]/)
        printf "%d%04d%04d%04d%04d%04d\t%s\n", ($2 !~ /-/), n[1], n[2], n[3], n[4], n[5], $0
    }' | sort -r | cut -f 2-
}

# Prints the home in the first line of a table that has the tool $1 (java or javac) and is of release $2
# or later.
jdk_first() {
    awk -F '\t' -v tool="$1" -v oldest="$2" '
        !done && $1 >= oldest && (tool == "java" || $4 == "jdk") {
            print $5
            done = 1
        }'
}

# The same over the JDKs of this machine: the caller's own choice where it fits, else the newest.
jdk_best() {
    best=$(jdk_chosen_homes | jdk_describe | jdk_first "$@")
    printf '%s\n' "${best:-$(jdk_usual_homes | jdk_describe | jdk_newest_first | jdk_first "$@")}"
}

# The table of every JDK that Heddle runs on: one per feature release, its newest version.
jdk_list() {
    { jdk_chosen_homes; jdk_usual_homes; } | awk '!seen[$0]++' | jdk_describe | jdk_newest_first |
        awk -F '\t' -v oldest="$heddle_release" '$1 >= oldest && !seen[$1]++' | sort -n
}

# Prints the home of a JDK that Heddle runs on and that has the tool $1 (java or javac). Where there is
# none, says so and returns 3.
find_jdk() {
    jdk=$(jdk_best "$1" "$heddle_release")
    if [ -z "$jdk" ]; then
        explain_no_jdk >&2
        return 3
    fi
    printf '%s\n' "$jdk"
}

explain_no_jdk() {
    echo "${0##*/}: Heddle needs a JDK of release $heddle_release or later, and there is none here."
    if [ -n "${JAVA_HOME:-}" ] && [ ! -x "$JAVA_HOME/bin/java" ]; then
        echo "JAVA_HOME is $JAVA_HOME, but that has no bin/java."
    fi
    jdks=$({ jdk_chosen_homes; jdk_usual_homes; } | awk '!seen[$0]++' | jdk_describe |
        jdk_newest_first | awk -F '\t' -v oldest="$heddle_release" '{
            printf "  %s (%s) in %s: %s\n", $2, $3, $5,
                $1 < oldest ? "too old" : "without javac, a runtime only" }')
    if [ -n "$jdks" ]; then printf 'Found:\n%s\n' "$jdks"; fi
    explain_install "openjdk-$heddle_release-jdk-headless" "openjdk@$heddle_release" java \
        "(Debian 13, Ubuntu 22.04 or later)"
    echo "A JDK in another place is used when JAVA_HOME names it."
}

# How to get a thing: its name for apt, for brew and for SDKMAN; a remark about apt.
explain_install() {
    echo "To get one, run one of these:"
    if [ "$(uname -s)" = Darwin ]; then
        echo "  brew install $2"
    else
        echo "  sudo apt-get install $1  ${4:-(Debian, Ubuntu)}"
    fi
    echo "  sdk install $3  (SDKMAN, for Linux and macOS: https://sdkman.io)"
}
