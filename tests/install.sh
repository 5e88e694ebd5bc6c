#!/bin/bash
# What `make install` puts below DESTDIR, and that `make uninstall` takes all of
# it away again.  As TAP.
set -u
make=${MAKE:-make}
build=${BUILD:-build}
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
root="$tmp/with blank"
# Its name ends in the version of what is said to it.
lookup=hostsaccess-lookup-$(sed -n 's/^#define HA_PROTOCOL "\([0-9]*\)"$/\1/p' \
    common/lookup/frame.h)
n=0 status=0

# claim TEXT COMMAND...: one test, the command's success.
claim() {
	local text=$1
	shift
	((n++))
	if "$@" >"$tmp/out" 2>&1; then
		echo "ok $n - $text"
	else
		cat "$tmp/out"
		echo "not ok $n - $text"
		status=1
	fi
}

# Other paths are linked into what is installed here, while the products may be
# in use: a copy, so that little is made again.
copy_build() {
	mkdir "$tmp/build"
	cp -a "$build"/{flags,made,obj,installed,tried} "$build"/*.{a,so} \
	    "$build"/hostsaccess* "$tmp/build"
}

run_make() {
	"$make" --no-print-directory "$1" BUILD="$tmp/build" \
	    DESTDIR="$root" PREFIX=/usr \
	    SECUREDIR=/lib/security
}

# listing: mode and path of every file.
listing() {
	(cd "$root" && find . ! -type d -printf '%m %p\n' | sort -k 2)
}

expected() {
	{
		echo "644 ./usr/share/man/man1/hostsaccess.1"
		echo "644 ./usr/share/man/man5/hostsaccess.5"
		echo "644 ./usr/share/man/man7/hostsaccess_diag.7"
		echo "644 ./usr/share/man/man8/hostsaccess-lookup.8"
		echo "644 ./usr/share/man/man8/pam_hostsaccess.8"
		echo "755 ./lib/security/pam_hostsaccess.so"
		echo "755 ./usr/bin/hostsaccess"
		echo "755 ./usr/libexec/$lookup"
		find conf -type f |
			sed 's|^conf|644 ./usr/share/doc/hostsaccess/examples|'
	} | sort -k 2
}

has_expected_files() {
	diff <(expected) <(listing)
}

says_version() {
	"$root/usr/bin/hostsaccess" --version |
		grep -F "${VERSION:-$(sed -n 's/^VERSION := //p' Makefile)}"
}

keeps_foreign_files() {
	diff <(echo ./usr/share/man/man5/other.5) \
	    <(cd "$root" && find . ! -type d)
}

run_that_program() {
	local file
	for file in bin/hostsaccess ../lib/security/pam_hostsaccess.so; do
		grep -aq "/usr/libexec/$lookup" "$root/usr/$file" || return
	done
}

# What runs during an upgrade has loaded the module that was there before.
keeps_older_programs() {
	local older=$root/usr/libexec/hostsaccess-lookup-0
	echo older >"$older"
	run_make install && grep older "$older"
}

knows_where_pam_looks() {
	"$make" -n install BUILD="$tmp/build" DESTDIR= PREFIX=/usr |
		grep -q "'/.*/security'"
}

has_compat_files() {
	diff <(printf '%s\n' "777 ./usr/bin/tcpdchk" \
	    "777 ./usr/bin/tcpdmatch" \
	    "644 ./usr/share/man/man8/tcpdchk.8" \
	    "644 ./usr/share/man/man8/tcpdmatch.8") \
	    <(listing | grep tcpd | sort -k 2) &&
		"$root/usr/bin/tcpdmatch" 2>&1 | grep '^usage: tcpdmatch' &&
		"$root/usr/bin/tcpdchk" -x 2>&1 | grep '^usage: tcpdchk'
}

keeps_foreign_program() {
	local file=$root/usr/bin/tcpdmatch
	rm "$file"
	echo foreign >"$file"
	! run_make install-compat && grep foreign "$file" &&
		run_make uninstall && grep foreign "$file" && rm "$file"
}

# What is built is for others, too; what is installed must not depend on that.
copy_build 2>/dev/null
run_make all >/dev/null
umask 077
mkdir "$root"
claim "install succeeds" run_make install
claim "it puts these files there, with these modes" has_expected_files
claim "the installed command tells its version" says_version
claim "command and module run the program of their version" run_that_program
claim "installing again changes nothing" run_make install
claim "the files are the same" has_expected_files
claim "install-compat succeeds" run_make install-compat
claim "install-compat puts the links and their manuals there" has_compat_files
claim "installing them again changes nothing" run_make install-compat
: >"$root/usr/share/man/man5/other.5"
claim "a program of an older version stays there" keeps_older_programs
claim "uninstall succeeds" run_make uninstall
claim "it leaves only what was not ours" keeps_foreign_files
claim "the links can be made without the rest" run_make install-compat
claim "neither touches a program that is not ours" keeps_foreign_program
claim "without SECUREDIR the module's folder is found" knows_where_pam_looks
echo "1..$n"
exit $status
