# shellcheck shell=sh disable=SC2154 # the caller sets $root
# Reads Surefire's reports. To be sourced, with the repository's folder in $root: it defines a function
# and does nothing else.

# One line for each run of a module's tests, parted by tabs: what ran, tests, failures, errors, skipped.
# It counts the test cases themselves: the totals that Surefire 3.5 notes beside them go wrong where a
# test class has nested classes.
surefire_totals() {
    for module in framework samples jmh framework/site; do
        set -- "$root/$module"/target/surefire-reports/TEST-*.xml
        if [ ! -f "$1" ]; then continue; fi
        awk -v module="$module" '
            FNR == 1 {
                run = module (FILENAME ~ /-one-carrier\.xml$/ ? ", one carrier" : "") \
                    (FILENAME ~ /-many-carriers\.xml$/ ? ", many carriers" : "") \
                    (FILENAME ~ /-model-checks\.xml$/ ? ", model checks" : "") \
                    (FILENAME ~ /-packaged\.xml$/ ? ", packaged" : "")
            }
            /^ *<testcase / { tests[run]++ }
            /^ *<failure/ { failures[run]++ }
            /^ *<error/ { errors[run]++ }
            /^ *<skipped/ { skipped[run]++ }
            END {
                for (run in tests)
                    printf "%s\t%d\t%d\t%d\t%d\n", run, tests[run], failures[run], errors[run],
                        skipped[run]
            }' "$@" | sort
    done
}
