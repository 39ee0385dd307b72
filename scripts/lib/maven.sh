# shellcheck shell=sh disable=SC2154 # the caller sets $root
# Runs Maven, and builds the two JARs that the samples need. To be sourced after jdk.sh, with the
# repository's folder in $root: it defines functions and does nothing else.

# Finds Maven, a JDK for it to run on ($maven_jdk, 17 will do) and one that builds Heddle ($build_jdk),
# which need not be the same; ends the script with exit code 3 where something is missing.
need_maven() {
    build_jdk=$(find_jdk javac) || exit 3
    if ! command -v mvn >/dev/null; then
        {
            echo "${0##*/}: building Heddle needs Maven, and there is no mvn on the PATH."
            explain_install maven maven maven
        } >&2
        exit 3
    fi
    maven_jdk=$(jdk_best javac 17)
}

# Runs Maven on the whole repository. It looks for JDKs itself, so one in an unusual place is told to
# it by a variable of the form that it looks for.
maven() {
    (
        cd "$root" || exit
        export JAVA_HOME="$maven_jdk" JAVA_HEDDLE_HOME="$build_jdk"
        exec mvn -B -ntp "$@"
    )
}

# Builds JARs as the arguments say, without the checks that scripts/test makes, and quietly.
maven_quietly() {
    maven_logged -Dmaven.javadoc.skip -Dmaven.source.skip -Dformatter.skip "$@"
}

# Runs Maven. What it writes goes to a file; when it fails, the warnings and errors in there are shown and
# the script ends with exit code 1.
maven_logged() {
    maven_log=$root/framework/target/build.log
    mkdir -p "${maven_log%/*}"
    if maven "$@" >"$maven_log" 2>&1; then return; fi
    {
        grep -E '^\[(WARNING|ERROR)\] +[^ ]' "$maven_log" |
            grep -vE '^.ERROR. (-> )?.Help|e-run Maven|For more information' ||
            tail -n 40 "$maven_log"
        echo "${0##*/}: the build failed; all that Maven wrote is in $maven_log"
    } >&2
    exit 1
}

# Sets $heddle_jar and $samples_jar.
name_jars() {
    version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$root/pom.xml" | sed -n 1p)
    heddle_jar=$root/framework/target/heddle-$version.jar
    samples_jar=$root/samples/target/heddle-samples-$version.jar
}

# Builds the two JARs, unless they are there and newer than all that they are made of.
build_jars() {
    name_jars
    if [ -f "$heddle_jar" ] && [ -f "$samples_jar" ] && [ -z "$(newer_sources)" ]; then return; fi
    need_maven
    echo "${0##*/}: building Heddle and its samples (on a fresh machine, Maven downloads first)" >&2
    maven_quietly -pl framework,samples -Dmaven.test.skip package
    touch "$heddle_jar" "$samples_jar" # Maven leaves a JAR alone whose content would be the same
}

# Folders count too: theirs is the change when a file was removed.
newer_sources() {
    find "$root/pom.xml" "$root/framework/pom.xml" "$root/samples/pom.xml" \
        "$root/framework/src/main" "$root/samples/src/main" \
        \( -newer "$heddle_jar" -o -newer "$samples_jar" \)
}

# Becomes the Java program that is the sample main class $1 with the rest as its arguments. What the user
# wants on the class path as well is in $HEDDLE_CLASSPATH.
exec_sample() {
    build_jars
    jdk=$(find_jdk java) || exit 3
    exec "$jdk/bin/java" -cp "$heddle_jar:$samples_jar${HEDDLE_CLASSPATH:+:$HEDDLE_CLASSPATH}" "$@"
}
