#!/bin/bash
# Two questions to the command, then the same two to the module, through the
# real libpam.  Needs no root, touches nothing in /etc and writes no log.
set -u
hostsaccess=${HOSTSACCESS:-build/hostsaccess}
module=${MODULE:-$PWD/build/pam_hostsaccess.so}
asker=${BUILD:-build}/tests/pam/ask
stack=$(mktemp -d) || exit 1
trap 'rm -rf "$stack"' EXIT
trap 'exit 1' HUP INT TERM

write_stack() { # FOLDER
	local type
	for type in auth account; do
		echo "$type requisite $module allow=$1/hosts.allow" \
		    "deny=$1/hosts.deny log=none"
		echo "$type required pam_permit.so"
	done >"$stack/sshd"
	cp "$stack/sshd" "$stack/other"
}

# ask STATUS FOLDER ADDRESS: both must end with that status.
ask() {
	local expected=$1 folder=$2 address=$3 command_says module_says
	echo "\$ hostsaccess match -d $folder sshd $address"
	"$hostsaccess" match --color never -d "$folder" sshd "$address"
	command_says=$?
	write_stack "$PWD/$folder"
	echo
	echo "The module, asked by libpam for sshd and PAM_RHOST=$address:"
	"$asker" "$stack" sshd "$address"
	module_says=$?
	echo
	if [ $command_says != "$module_says" ]; then
		echo "The command and the module disagree."
	elif [ $command_says != "$expected" ]; then
		echo "They agree, and are wrong: see $folder/cases."
	else
		return
	fi
	exit 1
}

ask 0 conf/mostly-closed 192.0.2.20
ask 1 conf/one-file 203.0.113.9
echo "The command and the module agree.  The files are live: the next connection
is decided by what they hold then.  Rename a new version into place (mv), and
never copy it over the old one."
