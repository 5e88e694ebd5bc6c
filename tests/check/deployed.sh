#!/bin/bash
# usage: deployed.sh
#
# What "hostsaccess check" says about the tables in /etc, their owners and
# modes, and the PAM stacks beside them.  An /etc of its own is mounted over
# that of the machine, in a private namespace, which only root can make.
set -u
export LC_ALL=C
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")

skip() {
	echo "skipped: $1"
	echo 'deployed: 0 passed, 0 failed, 1 skipped'
	exit 0
}

if [ "${1:-}" != inside ]; then
	[ "$(id -u)" -eq 0 ] || skip 'only root may mount another /etc'
	unshare -m true 2>/dev/null || skip 'namespaces cannot be made here'
	work=$(mktemp -d) || exit 1
	trap 'rm -rf "$work"' EXIT
	unshare -m --propagation private "$0" inside "$work"
	exit
fi

work=$2
program=$hostsaccess
passed=0 failed=0

prepare() {
	local file
	mkdir "$work/etc" || exit 1
	for file in passwd group nsswitch.conf ld.so.cache ld.so.conf; do
		[ ! -e "/etc/$file" ] || cp -L "/etc/$file" "$work/etc"
	done
	mount --bind "$work/etc" /etc || exit 1
}

# A sound policy, with the module's usual lines.
reset() {
	rm -rf /etc/hosts.* /etc/pam.d /etc/pam.conf
	mkdir -p /etc/pam.d
	chmod 755 /etc
	echo 'ALL: LOCAL, 127., [::1], 192.0.2.' >/etc/hosts.allow
	echo 'ALL: ALL' >/etc/hosts.deny
	chmod 644 /etc/hosts.*
	printf '%s\n' 'auth requisite pam_hostsaccess.so' \
	    'account requisite pam_hostsaccess.so' >/etc/pam.d/sshd
}

run() {
	env -u SSH_CONNECTION $hostsaccess check ${lookup---no-lookup} \
	    --format line "$@" 2>&1
}

# count WHAT: by the status of the last command.
count() {
	if [ $? -eq 0 ]; then
		((passed++))
	else
		((failed++))
		printf '%s\n' "$1"
	fi
}

# expect WHAT PATTERN [ARGUMENT]...: the pattern of a line; -PATTERN: of none.
expect() {
	local what=$1 pattern=$2 got status
	shift 2
	got=$(run "$@")
	status=$?
	if [ $status -gt 1 ]; then
		got+=$'\n'"exit status $status"
		false
	elif [ "${pattern#-}" != "$pattern" ]; then
		! grep -q -e "${pattern#-}" <<<"$got"
	else
		grep -q -e "$pattern" <<<"$got"
	fi
	count "$what: expected $pattern, got
$got"
}

owners() {
	reset
	chown 65533 /etc/hosts.deny
	expect 'a user without a name' \
	    '^/etc/hosts.deny: warning: .* belongs to 65533, .*\[HA610\]$'
	chown daemon /etc/hosts.deny
	expect 'a user with one' 'belongs to daemon, '
	expect 'the same file by another name' 'HA610' --deny /etc/../etc/hosts.deny
	cp -p /etc/hosts.deny "$work/hosts.deny"
	expect 'a copy elsewhere' -HA610 "$work/hosts.deny"
	if setpriv --version >/dev/null 2>&1; then
		cp "$hostsaccess" "$work/command"
		chmod 755 "$work"
		hostsaccess="setpriv --reuid daemon --clear-groups $work/command"
		expect 'the one who asks' 'belongs to daemon, '
		hostsaccess=$program
	fi
	expect 'root' -HA610 --deny /dev/null
}

modes() {
	reset
	chmod 664 /etc/hosts.allow
	expect 'the group may write' \
	    '^/etc/hosts.allow: warning: its group can write .*\[HA611\]$'
	chmod 600 /etc/hosts.allow
	expect 'root alone may read' \
	    '^/etc/hosts.allow: note: .*\[HA613\]$'
	cp -p /etc/hosts.allow "$work/hosts.allow"
	expect 'a copy elsewhere' -HA613 "$work/hosts.allow"
	reset
	chmod 775 /etc
	expect 'the group may write the folder' 'its group can replace .*HA612'
	reset
	expect 'all as it should be' -warning
	expect 'the same' '-HA61'
}

stacks() {
	local line='account requisite pam_hostsaccess.so'
	reset
	expect 'the default tables' -HA61
	echo "$line allow=/etc/hosts.allow" >/etc/pam.d/sshd
	expect 'the default table by its name' -HA61
	echo "$line allow=/etc/hosts.sshd" >/etc/pam.d/sshd
	expect 'another table' \
	    '^/etc/pam.d/sshd: warning: .*/etc/hosts.sshd.*\[HA615\]$'
	expect 'not when others were asked for' -HA61 -d /etc
	echo "$line allow=/etc/hosts.sshd" >>/etc/pam.d/sshd
	[ "$(run | grep -c HA615)" -eq 1 ]
	count 'the same table twice'
	echo "$line" >/etc/pam.d/vsftpd
	expect 'another table for one service' \
	    '^/etc/pam.d/sshd: note: .*/etc/hosts.sshd.*\[HA617\]$'
	expect 'which is no mistake' -HA615
	rm /etc/pam.d/vsftpd
	echo "-$line [deny=/etc/my \\]hosts]" >/etc/pam.d/sshd
	expect 'an argument in brackets' 'reads /etc/my \]hosts instead'
	printf '%s\n' 'auth [success=1 default=ignore] \' \
	    '/lib/security/pam_hostsaccess.so \' ' deny=/etc/x.deny' \
	    >/etc/pam.d/sshd
	expect 'a continued line' 'reads /etc/x.deny instead'
	echo "# $line deny=/etc/x.deny" >/etc/pam.d/sshd
	expect 'a comment' '-HA61[0-7]'
	expect 'which is as good as no line' \
	    '^/etc/pam.d/sshd: note: sshd does not ask .*\[HA618\]$'
	expect 'not when other tables were asked for' -HA618 -d /etc
	expect 'nor when the stack is judged' -HA618 --pam sshd
	expect 'which finds the same' '^/etc/pam.d/sshd: .*HA707' --pam sshd
	printf '%s\n' 'account [success=1 default=ignore] /nonexistent.so' \
	    "$line" "account required $work/pam_x.so" >/etc/pam.d/sshd
	touch "$work/pam_x.so"
	expect 'a module that is missing' 'error: there is no.*HA716' --pam sshd
	expect 'which skips nothing' -HA709 --pam sshd
	expect 'other tables than those that are read' \
	    'warning: reads /etc/hosts.allow.*HA717' \
	    --allow /dev/null --deny /dev/null --pam sshd
	rm /etc/pam.d/sshd
	expect 'nor where there is no sshd' -HA618
	echo "auth required pam_x.so pam_hostsaccess.so.old deny=/etc/x" \
	    >/etc/pam.d/sshd
	expect 'another module' '-HA61[0-7]'
	echo "$line deny=/etc/x.deny" >/etc/pam.d/sshd.dpkg-old
	expect 'what a package left' '-HA61[0-7]'
	mkfifo /etc/pam.d/fifo
	ln -s loop /etc/pam.d/loop
	expect 'what is no file' '-HA61[0-7]'
	{ head -c 70000 /dev/zero | tr '\0' '\n'; echo "$line deny=/etc/x"; } \
	    >/etc/pam.d/large
	expect 'a file too large for a stack' '-HA61[0-7]'
	rm -r /etc/pam.d
	echo "sshd $line deny=/etc/x.deny" >/etc/pam.conf
	# Nor does libpam read it beside the vendor's folders.
	if [ -d /usr/lib/pam.d ] || [ -d /usr/etc/pam.d ]; then
		expect 'pam.conf' -HA615
	else
		expect 'pam.conf' '^/etc/pam.conf: warning: .*HA615'
		echo 'sshd' >/etc/pam.conf
		expect 'a service and nothing more' \
		    '^/etc/pam.conf:1:1: error: sshd is no type.*HA711' \
		    --pam sshd
	fi
	mkdir /etc/pam.d
	expect 'which PAM does not read beside a folder' -HA61
}

# A table that is named must be there, as any that a link leads to.
missing_tables() {
	local line='account requisite pam_hostsaccess.so'
	reset
	echo "$line deny=/etc/hosts.none" >/etc/pam.d/sshd
	expect 'a table that deny= names is missing' \
	    '^/etc/pam.d/sshd:1:38: error: /etc/hosts.none does .*\[HA732\]$' \
	    --pam sshd
	echo "$line allow=/etc/hosts.none" >/etc/pam.d/sshd
	expect 'that of allow= may be' -HA732 --pam sshd
	echo "$line" >/etc/pam.d/sshd
	rm /etc/hosts.deny
	expect 'and the default may be' -HA732 --pam sshd
	ln -s hosts.none /etc/link
	echo "$line allow=/etc/link" >/etc/pam.d/sshd
	expect 'but not where a link leads' \
	    '^/etc/pam.d/sshd:1:38: error: /etc/link leads .*\[HA732\]$' \
	    --pam sshd
	rm /etc/link
	ln -s hosts.none /etc/hosts.deny
	[ "$(run)" = \
	    'hostsaccess: check: /etc/hosts.deny: a link that leads nowhere' ]
	count 'nor may the default then: no complaint'
}

# Two versions of sshd do not tell the server; the text of a version is enough.
servers() {
	[ -x /usr/sbin/sshd ] || return
	reset
	cat >/etc/hosts.allow <<-'EOF'
		sshd: 192.0.2.7
		sshd@192.0.2.1, vsftpd@192.0.2.2: 192.0.2.8
		vsftpd@192.0.2.2: 192.0.2.9
		22: 192.0.2.10
	EOF
	expect 'an sshd that tells the server' -HA733 --pam sshd
	cp /usr/sbin/sshd "$work/sshd"
	echo 'OpenSSH_10.2p1' >>"$work/sshd"
	mount --bind "$work/sshd" /usr/sbin/sshd
	expect 'one that does not' '^/etc/hosts.allow:2:1: note: .*HA733' \
	    --pam sshd
	expect 'nor its port' '^/etc/hosts.allow:4:1: note: .*HA733' --pam sshd
	expect 'for other rules' '-^/etc/hosts.allow:[13]:.*HA733' --pam sshd
	umount /usr/sbin/sshd
}

# The user in a pattern is the one who logs in, or nobody.
users() {
	reset
	echo 'sshd: root@ALL' >/etc/hosts.deny
	expect 'a user that is never told' '^/etc/hosts.deny:1:7: .*HA245'
	sed -i 's/$/ user=login/' /etc/pam.d/sshd
	expect 'the account' -HA245
	expect 'nor of other tables' -HA245 -d /etc
}

# What a line of a stack names is as deployed as the defaults are.
named_tables() {
	reset
	echo 'sshd: 192.0.2.' >/etc/hosts.sshd
	chmod 660 /etc/hosts.sshd
	expect 'a table that no stack names' -HA61[0-5] /etc/hosts.sshd
	echo 'auth requisite pam_hostsaccess.so allow=/etc/hosts.sshd' \
	    >/etc/pam.d/sshd
	expect 'a table that a stack names' 'its group can write' \
	    --as allow /etc/hosts.sshd
}

missing() {
	reset
	rm /etc/hosts.*
	expect 'neither table' '^/etc/hosts.deny: note: .*\[HA614\]$'
	expect 'which is not what there are no rules in' -HA503
}

# What is named here is missing, and is not elsewhere.
missing_things() {
	local line
	reset
	cat >/etc/hosts.allow <<-'EOF'
		sshd: 192.0.2.1 : aclexec /opt/none %a
		sshd: 192.0.2.2 : user no-such-user-here : spawn /bin/true
		sshd: /etc/hosts.none
		sshd: 192.0.2.3 : banners /etc/none
	EOF
	cp /etc/hosts.allow "$work/hosts.allow"
	for line in '1:27: warning.*HA414' '2:24: error.*HA407' \
	    '3:7: warning.*HA220' '4:27: warning.*HA433'; do
		expect 'missing here' "hosts.allow:$line"
		expect 'by another name' "hosts.allow:$line" -d /etc/../etc/
		line=${line/warning/note}
		line=${line/error/note}
		expect 'for another host' "hosts.allow:$line" --for-another-host
		expect 'a copy elsewhere' "hosts.allow:$line" "$work/hosts.allow"
	done
	echo 'account requisite pam_hostsaccess.so deny=/etc/none' \
	    >/etc/pam.d/sshd
	expect 'a table' 'error: .*HA732' --pam sshd
	expect 'elsewhere' 'note: .*HA732' --pam sshd --for-another-host
	echo "account requisite pam_hostsaccess.so allow=$work/hosts.allow" \
	    >/etc/pam.d/sshd
	expect 'a table elsewhere that the module reads' \
	    '3:7: warning.*HA220' --allow "$work/hosts.allow"
	reset
	ln -sf "$work/hosts.allow" /etc/hosts.allow
	expect 'or that a link leads to' '3:7: warning.*HA220'
}

# What the module reads was never rendered.
templates() {
	reset
	echo 'sshd: {{ admin_net }}' >/etc/hosts.allow
	expect 'a template in use' '^/etc/hosts.allow:1:7: warning: .*HA238'
	expect 'and is no template any more' -HA140
	cp /etc/hosts.allow /etc/hosts.allow.j2
	expect 'one that is not' -HA238 /etc/hosts.allow.j2
}

# Whom each address of a name belongs to.
kept() {
	local lookup=
	reset
	printf '%s\n' '127.0.0.1 localhost' '192.0.2.7 gate.test' \
	    '198.51.100.7 gate.test' >/etc/hosts
	echo 'multi on' >/etc/host.conf
	echo 'hosts: files' >/etc/nsswitch.conf
	expect 'an address of a name' \
	    ' sshd:gate.test=198.51.100.7 is to be kept, .* refused \[HA505\]$' \
	    --keep sshd:gate.test
	expect 'the other one is admitted' -gate.test=192 --keep sshd:gate.test
	expect 'a name without an address' \
	    'sshd:none.test is to be kept, and cannot be judged' \
	    --keep sshd:none.test
}

prepare
owners
modes
stacks
missing_tables
servers
users
named_tables
missing
missing_things
templates
kept
echo "deployed: $passed passed, $failed failed, 0 skipped"
((failed == 0))
