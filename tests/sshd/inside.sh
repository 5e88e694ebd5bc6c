#!/bin/bash
# Runs in private mount and network namespaces: a real sshd, our module in its
# PAM stack, logins from allowed and refused addresses.
#
# Debian's sshd links libwrap and reads /etc/hosts.allow and hosts.deny before
# PAM is asked; so the tables lie elsewhere, and those in /etc are empty.
set -u
work=$1 module=$2
port=2222
passed=0 failed=0

prepare_etc() {
	cp -a /etc/pam.d "$work/pam.d"
	cp /etc/passwd /etc/group /etc/shadow "$work/"
	echo 'ha-test:x:7777:7777::/run/ha-home:/bin/sh' >>"$work/passwd"
	echo 'ha-test:x:7777:' >>"$work/group"
	echo "ha-test:$(openssl passwd -6 secret):19000:0:99999:7:::" \
	    >>"$work/shadow"
	printf '127.0.0.1 localhost\n::1 localhost\n10.9.0.4 named.example.test\n' \
	    >"$work/hosts"
	: >"$work/empty"
	touch /etc/hosts.allow /etc/hosts.deny
	local f
	for f in passwd group shadow hosts; do
		mount --bind "$work/$f" "/etc/$f" || exit 1
	done
	mount --bind "$work/empty" /etc/hosts.allow
	mount --bind "$work/empty" /etc/hosts.deny
	mount --bind "$work/pam.d" /etc/pam.d
	mount -t tmpfs tmpfs /run
	mkdir -p /run/sshd
	install -d -o 7777 -g 7777 -m 700 /run/ha-home /run/ha-home/.ssh
}

prepare_net() {
	ip link set lo up
	local n
	for n in 1 2 3 4; do
		ip addr add "10.9.0.$n/32" dev lo
		ip -6 addr add "fd00:9::$n/128" dev lo 2>/dev/null
	done
}

prepare_stack() { # ARGUMENT...
	{
		echo "auth requisite $module allow=$work/allow deny=$work/deny $*"
		echo "account requisite $module allow=$work/allow deny=$work/deny $*"
		echo 'auth required pam_unix.so nodelay'
		echo 'account required pam_unix.so'
		echo 'session required pam_permit.so'
	} >"$work/pam.d/sshd"
}

start_sshd() { # OPTION...
	ssh-keygen -qt ed25519 -N '' -f "$work/host" <<<n >/dev/null 2>&1
	[ -f "$work/user" ] || ssh-keygen -qt ed25519 -N '' -f "$work/user"
	install -o 7777 -g 7777 -m 600 "$work/user.pub" \
	    /run/ha-home/.ssh/authorized_keys
	printf '%s\n' "Port $port" 'ListenAddress 0.0.0.0' 'ListenAddress ::' \
	    "HostKey $work/host" "PidFile $work/pid" 'UsePAM yes' \
	    'PasswordAuthentication yes' 'KbdInteractiveAuthentication yes' \
	    'StrictModes no' 'PrintMotd no' >"$work/config"
	/usr/sbin/sshd -f "$work/config" -D -e "$@" 2>>"$work/sshd.log" &
	sshd=$!
	local n
	for n in $(seq 100); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
		sleep .1
	done
	echo 'sshd does not listen'
	exit 1
}

stop_sshd() {
	kill "$sshd"
	wait "$sshd" 2>/dev/null
}

printf '#!/bin/sh\necho secret\n' >"$work/askpass"
chmod 755 "$work/askpass"

login() { # METHOD FROM
	local to=10.9.0.1 batch=no
	[[ $2 = *:* ]] && to=fd00:9::1
	[ "$1" = publickey ] && batch=yes
	SSH_ASKPASS=$work/askpass SSH_ASKPASS_REQUIRE=force timeout 20 \
	    ssh -F none -p "$port" -b "$2" -i "$work/user" \
	    -o PreferredAuthentications="$1" -o BatchMode="$batch" \
	    -o NumberOfPasswordPrompts=1 -o IdentitiesOnly=yes \
	    -o IdentityAgent=none -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o LogLevel=QUIET \
	    "ha-test@$to" 'echo in' 2>/dev/null </dev/null
}

check() { # in|out METHOD FROM WHAT
	local got=out
	[ "$(login "$2" "$3")" = in ] && got=in
	if [ "$got" = "$1" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$4: $2 from $3: expected $1, got $got"
	fi
}

check_log() { # PATTERN WHAT
	if grep -qE "$1" "$work/syslog"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "$2: no such line in the log: $1"
		cat "$work/syslog"
	fi
	: >"$work/syslog"
}

tables() { # ALLOW DENY
	printf "$1" >"$work/allow"
	printf "$2" >"$work/deny"
}

methods() {
	tables 'sshd: 10.9.0.2 [fd00:9::2]\n' 'ALL: ALL\n'
	local method
	for method in publickey password keyboard-interactive; do
		check in "$method" 10.9.0.2 methods
		check in "$method" fd00:9::2 methods
		: >"$work/syslog"
		check out "$method" 10.9.0.3 methods
		check_log "<85>.*refused connect from 10.9.0.3 \(10.9.0.3\): $work/deny:1: ALL: ALL \[service=sshd phase=(auth|account) user=ha-test\]" \
		    "$method"
		check out "$method" fd00:9::3 methods
	done
}

language() {
	local rule
	while IFS='|' read -r rule who; do
		tables "$rule" 'ALL: ALL\n'
		check in publickey 10.9.0.2 "$rule"
		check "$who" publickey 10.9.0.3 "$rule"
	done <<'RULES'
sshd: 10.9.0.2\n|out
sshd: 10.8.0.0/16 \\\n 10.9.0.2/31 \\\n [2001:db8::]/32|in
sshd: 10.9.\n|in
sshd: 10.9.0.0/255.255.255.254 10.9.0.2\n|out
ALL: ALL EXCEPT 10.9.0.3\n|out
2222: 10.9.0.2\n|out
22: ALL\nsshd@10.9.0.1: 10.9.0.2\n|out
sshd: 10.9.0.3 : deny\nsshd: ALL : allow\n|out
RULES
	tables 'sshd: LOCAL, KNOWN, .example.test, *.example.test\n' 'ALL: ALL\n'
	check out publickey 10.9.0.2 'names, not looked up'
	check out publickey 10.9.0.4 'names, not looked up'
	tables '' 'sshd: 10.9.0.3\n'
	check in publickey 10.9.0.2 'mostly open'
	check out publickey 10.9.0.3 'mostly open'
}

live() {
	tables 'sshd: 10.9.0.2\n' 'ALL: ALL\n'
	check out publickey 10.9.0.3 'before the edit'
	tables 'sshd: 10.9.0.3\n' 'ALL: ALL\n'
	check in publickey 10.9.0.3 'after the edit'
	check out publickey 10.9.0.2 'after the edit'
	mkdir "$work/folder"
	prepare_stack "deny=$work/folder"
	check out publickey 10.9.0.2 'a table that is a folder'
	prepare_stack enforce=no
	check in publickey 10.9.0.2 'enforce=no'
}

names() {
	prepare_stack names=trust
	tables 'sshd: .example.test\n' 'ALL: ALL\n'
	check in publickey 10.9.0.4 'UseDNS yes, names=trust'
	check out publickey 10.9.0.3 'UseDNS yes, names=trust'
	prepare_stack
	check out publickey 10.9.0.4 'UseDNS yes, names=verify'
	tables '' 'sshd: .example.test\n'
	check out publickey 10.9.0.4 'an unverified name refuses'
}

prepare_etc
prepare_net
prepare_stack
perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0) or die;
    bind(S, sockaddr_un("/run/log")) or die; $| = 1;
    while (defined recv(S, $m, 65536, 0)) { print "$m\n" }' \
    >>"$work/syslog" &
logger=$!
sleep .2
mount --bind /run/log /dev/log 2>/dev/null || ln -sf /run/log /dev/log
start_sshd -o UseDNS=no
methods
language
live
stop_sshd
start_sshd -o UseDNS=yes
names
stop_sshd
kill "$logger"
echo "sshd: $passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
