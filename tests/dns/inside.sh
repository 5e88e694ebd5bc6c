#!/bin/bash
# Runs in private mount, process and network namespaces: Knot serves a zone of
# its own on 127.0.0.1, worse servers listen on other addresses, and the
# command and the module are asked about clients.
set -u
work=$1 user=$2
here=tests/dns
. tests/support/processes.sh
passed=0 failed=0 skipped=0

ok() {
	passed=$((passed + 1))
}

fail() { # WHAT
	failed=$((failed + 1))
	echo "$1"
}

expect() { # WHAT EXPECTED GOT
	if [ "$2" = "$3" ]; then ok; else fail "$1: expected $2, got $3"; fi
}

mount_file() { # NAME: what is read from standard input is /etc/NAME
	cat >"$work/$1"
	[ -e "/etc/$1" ] || : >"/etc/$1"
	mount --bind "$work/$1" "/etc/$1" || exit 1
}

# Written over, not replaced: it is the file that is mounted.
use_netgroups() { # SOURCE
	printf '%s\n' 'passwd: files' 'group: files' 'hosts: files dns' \
	    "netgroup: $1" >"$work/nsswitch.conf"
}

prepare() {
	ip link set lo up
	mount -t tmpfs tmpfs /run
	mount_file nsswitch.conf </dev/null
	use_netgroups files
	mount_file hosts <<-'END'
		127.0.0.1 localhost
		192.0.2.50 files.example.test files-alias
		192.0.2.51 printer
	END
	mount_file netgroup <<-'END'
		trusted (good.example.test,,)
		nested (many.example.test,,) trusted
		everybody (,,)
	END
	mount_file resolv.conf <<<'nameserver 127.0.0.1'
}

use_server() { # ADDRESS [OPTION]...
	printf 'nameserver %s\n' "$1" >"$work/resolv.conf"
	shift
	[ $# = 0 ] || printf '%s\n' "$@" >>"$work/resolv.conf"
}

# The zones without a file are SERVFAIL.
start_knot() {
	mkdir "$work/knot"
	cat >"$work/knot.conf" <<-END
		server:
		    rundir: "$work/knot"
		    listen: 127.0.0.1@53
		log:
		  - target: stderr
		    any: error
		database:
		    storage: "$work/knot"
		template:
		  - id: default
		    storage: "$PWD/$here"
		    journal-content: none
		    semantic-checks: off
		zone:
		  - domain: example.test
		    file: example.test.zone
		  - domain: 2.0.192.in-addr.arpa
		    file: 192.0.2.zone
		  - domain: 8.b.d.0.1.0.0.2.ip6.arpa
		    file: 2001_db8.zone
		  - domain: evil.test
		    file: evil.test.zone
		  - domain: broken.test
		    file: missing.zone
		  - domain: 113.0.203.in-addr.arpa
		    file: missing.zone
	END
	knotd -c "$work/knot.conf" 2>"$work/knot.log" &
	local n
	for n in $(seq 100); do
		getent hosts good.example.test >/dev/null && return
		sleep .1
	done
	echo 'knotd does not answer'
	cat "$work/knot.log"
	exit 1
}

start_bad_servers() {
	perl "$here/server.pl" 127.0.0.2 silent &
	perl "$here/server.pl" 127.0.0.3 late &
	perl "$here/server.pl" 127.0.0.4 garbage &
	perl "$here/server.pl" 127.0.0.5 refused &
	perl "$here/server.pl" 127.0.0.6 truncated &
	sleep .5
}

tables() { # ALLOW DENY
	printf '%s\n' "$1" >"$work/hosts.allow"
	printf '%s\n' "$2" >"$work/hosts.deny"
}

stack() { # ARGUMENT...
	local type
	mkdir -p "$work/pam.d"
	for type in auth account; do
		echo "$type required $MODULE allow=$work/hosts.allow" \
		    "deny=$work/hosts.deny allow_is=success $*"
	done >"$work/pam.d/sshd"
	for type in auth account; do echo "$type required pam_deny.so"; done \
	    >"$work/pam.d/other"
}

by_command() { # ARGUMENT...: allow, deny or ask
	"$HOSTSACCESS" match --format line -d "$work" sshd "$@" \
	    2>"$work/stderr" | cut -f 1
}

by_module() { # CLIENT
	if "$BUILD/tests/pam/ask" "$work/pam.d" sshd "$1" >/dev/null \
	    2>"$work/stderr"; then
		echo allow
	else
		echo deny
	fi
}

rows() {
	local result client rule
	stack
	while read -r result client rule; do
		case $result in '' | '#') continue ;; esac
		tables "sshd: $rule" 'ALL: ALL'
		expect "command: $client: $rule" "$result" \
		    "$(by_command "$client")"
		expect "module: $client: $rule" "$result" \
		    "$(by_module "$client")"
	done <"$here/rows"
}

prepare
start_knot
start_bad_servers
# With CASES only these, see tests/support/test.sh.
if [ -z "${CASES:-}" ]; then
	rows
	for part in failing lazy hosts own_user command ldap; do
		. "$here/$part.sh"
	done
fi
PAM_FOLDER=$work/cases
mkdir "$PAM_FOLDER"
export PAM_FOLDER
use_server 127.0.0.1
cases=${CASES:-$here/dns.cases}
if "$BUILD/tests/pam/driver" "$MODULE" "$cases"; then
	ok
else
	fail "$cases"
fi
echo "dns: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
