#!/bin/bash
# Two questions to the command, then the same two to the module, through the
# real libpam.  Needs no root and touches nothing in /etc.
set -u
hostsaccess=${HOSTSACCESS:-build/hostsaccess}
module=${MODULE:-$PWD/build/pam_hostsaccess.so}
asker=${BUILD:-build}/tests/pam/ask
stack=$(mktemp -d) || exit 1
trap 'rm -rf "$stack"' EXIT

write_stack() { # FOLDER
	local type
	for type in auth account; do
		echo "$type requisite $module allow=$1/hosts.allow" \
		    "deny=$1/hosts.deny log=none"
		echo "$type required pam_permit.so"
	done >"$stack/sshd"
	cp "$stack/sshd" "$stack/other"
}

ask() { # FOLDER ADDRESS
	local command module_says
	echo "\$ hostsaccess match -d $1 sshd $2"
	"$hostsaccess" match --color never -d "$1" sshd "$2"
	command=$?
	write_stack "$PWD/$1"
	echo
	echo "The module, asked by libpam for sshd and PAM_RHOST=$2:"
	"$asker" "$stack" sshd "$2"
	module_says=$?
	echo
	[ "$command" -eq "$module_says" ] && return
	echo 'The command and the module disagree.'
	exit 1
}

ask conf/mostly-closed 192.0.2.20
ask conf/one-file 203.0.113.9
echo 'The command and the module agree.'
