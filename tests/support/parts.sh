# Sourced by runners that count what they claim, or what several programs count.
# shellcheck shell=bash
passed=0 failed=0 skipped=0

# part COMMAND...: its last line says what it counted.  One that counts nothing
# or says of no failure why it failed is a failure itself.
part() {
	local out status counted p f s
	out=$("$@" 2>&1)
	status=$?
	counted=$(sed -n 's/^[a-z-]*: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' \
	    <<<"$out" | tail -n 1)
	read -r p f s <<<"${counted:-0 0 0}"
	if ((p + f + s == 0 || (f == 0 && status != 0))); then
		out+=$'\n'"$*: exit status $status"
		f=1
	fi
	((f == 0 && s == 0)) || printf '%s\n' "$out"
	((passed += p, failed += f, skipped += s))
}

# claim WORDS COMMAND...: it succeeds; what it printed is in $work/log, and is
# shown if it does not.
claim() {
	local words=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		((passed++))
	else
		((failed++))
		echo "failed: $words"
		sed 's/^/    /' "$work/log"
	fi
}

# skip WORDS WHY
skip() {
	((skipped++))
	echo "skip: $1: $2"
}
