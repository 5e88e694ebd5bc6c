# How many processes there are in this namespace.
#
# But for those that the first process of this namespace has yet to reap: it
# is a shell, and does so when it next waits.  Without a pipeline, whose own
# processes come and go.
processes() {
	local file stat count=0
	for file in /proc/[0-9]*/stat; do
		{ read -r stat <"$file"; } 2>/dev/null || continue
		[[ $stat == *') Z 1 '* ]] || ((++count))
	done
	echo "$count"
}
