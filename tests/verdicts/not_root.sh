# shellcheck shell=bash disable=SC2054
# Sourced first by runners whose rows hold only for a user who may not read
# every file.  Root runs the whole runner again without that right, where it
# can; otherwise the programs skip those rows.

less=(setpriv --inh-caps=-dac_override,-dac_read_search
	--bounding-set=-dac_override,-dac_read_search)
if [ "$(id -u)" = 0 ] && [ -z "${HA_MAY_NOT_READ_ALL:-}" ] &&
    "${less[@]}" test -x "$0" 2>/dev/null; then
	HA_MAY_NOT_READ_ALL=1 exec "${less[@]}" "$0" "$@"
fi

# A folder for the runner, without bytes that mean something in a rule.
tmp=$(TMPDIR='' mktemp -d /tmp/hostsaccess.XXXXXXXX) || exit 1
trap 'chmod -R u+rwX "$tmp"; rm -rf "$tmp"' EXIT
export TMPDIR=$tmp
chmod 755 "$tmp"
