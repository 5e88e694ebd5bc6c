#!/bin/bash
# usage: inside.sh FOLDER MODULE LOGINS
#
# Runs in namespaces of its own, as root: makes an /etc, a /dev, a /run and
# addresses that only it sees, starts sshd twice and works off LOGINS.
#
# The tables lie in FOLDER, for allow= and deny=: Debian's sshd is linked with
# libwrap, which reads /etc/hosts.allow and hosts.deny itself, before PAM, and
# would hide what the module does.  Those in /etc stay empty, except where
# LOGINS asks for "etc".
set -u
work=$1 module=$2 logins=$3
sshd=$(command -v sshd)
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
plain_port=22 other_port=2222 dns_port=2200
address=10.9.0.1 address6=fd00:9::1
passed=0 failed=0 skipped=0
has_ipv6=yes login_skipped=

cannot() {
	echo "$1"
	exit 77
}

# ---- a host of our own ----

prepare_etc() {
	local database hash
	mount -t tmpfs -o mode=700 tmpfs "$work" || cannot "no tmpfs here"
	cp -a /etc "$work/etc" 2>/dev/null
	mount --bind "$work/etc" /etc || cannot "no bind mounts here"
	hash=$(perl -e 'print crypt("secret", "\$6\$saltsalt\$")')
	echo 'ha-test:x:7777:7777::/run/ha-home:/bin/sh' >>/etc/passwd
	echo 'ha-test:x:7777:' >>/etc/group
	echo "ha-test:$hash:19000:0:99999:7:::" >>/etc/shadow
	for database in passwd group shadow hosts; do
		sed -i "/^$database:/d" /etc/nsswitch.conf
		echo "$database: files" >>/etc/nsswitch.conf
	done
	printf '%s\n' '127.0.0.1 localhost' '::1 localhost' \
	    '10.9.0.4 named.example.test' 'fd00:9::4 named6.example.test' \
	    '10.9.0.5 plain' >/etc/hosts
	rm -f /etc/hosts.allow /etc/hosts.deny /etc/nologin /etc/ssh/sshrc
	: >/etc/hosts.allow
	: >/etc/hosts.deny
	touch "$work/allow" "$work/deny"
	mkdir "$work/folder"
	cp /etc/pam.d/sshd "$work/own-stack" || cannot "sshd has no PAM stack"
}

# /dev/log must be ours, and /dev is the host's.
prepare_dev() {
	local node
	mkdir "$work/dev"
	mount --rbind /dev "$work/dev"
	mount -t tmpfs -o mode=755 tmpfs /dev || cannot "no tmpfs on /dev"
	for node in null zero full random urandom tty; do
		: >"/dev/$node"
		mount --bind "$work/dev/$node" "/dev/$node" ||
			cannot "no /dev/$node"
	done
	mkdir /dev/pts /dev/shm
	mount --bind "$work/dev/pts" /dev/pts 2>/dev/null
	ln -s /proc/self/fd /dev/fd
	ln -s pts/ptmx /dev/ptmx
}

# The first folder where commands are looked for has a mail of ours.
prepare_mail() {
	mkdir "$work/sbin"
	printf '#!/bin/sh\n{ echo "for $*"; cat; } >>%s\n' "$work/mailed" \
	    >"$work/sbin/mail"
	chmod 755 "$work/sbin/mail"
	mount --bind "$work/sbin" /usr/local/sbin ||
		cannot "no folder for programs"
}

prepare_run() {
	mount -t tmpfs -o mode=755 tmpfs /run || cannot "no tmpfs on /run"
	mkdir -p /run/sshd
	install -d -o 7777 -g 7777 -m 700 /run/ha-home /run/ha-home/.ssh
	printf '#!/bin/sh\necho prompted >>%s\necho secret\n' \
	    "$work/prompted" >"$work/askpass"
	chmod 755 "$work/askpass"
}

prepare_net() {
	local n
	ip link set lo up || cannot "no network of our own"
	for n in 1 2 3 4 5; do
		ip addr add "10.9.0.$n/32" dev lo ||
			cannot "no addresses of our own"
		ip -6 addr add "fd00:9::$n/128" dev lo nodad 2>/dev/null ||
			has_ipv6=
	done
	ip -6 addr add fe80::9/64 dev lo nodad 2>/dev/null || has_ipv6=
}

# One datagram is one line, with the number of facility and level in front.
start_syslog() {
	: >"$work/syslog"
	perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0) or die;
	    bind(S, sockaddr_un("/dev/log")) or die; chmod 0666, "/dev/log";
	    $| = 1;
	    while (defined recv(S, $m, 65536, 0)) { $m =~ s/\0$//;
	    print "$m\n" }' >>"$work/syslog" &
	wait_for test -S /dev/log
}

# wait_for COMMAND...: until it succeeds, five seconds at most.
wait_for() {
	local n
	for ((n = 0; n < 100; n++)); do
		"$@" 2>/dev/null && return
		sleep .05
	done
	return 1
}

can_connect() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1")
}

prepare_keys() {
	ssh-keygen -qt ed25519 -N '' -f "$work/host"
	ssh-keygen -qt ed25519 -N '' -f "$work/user"
	install -o 7777 -g 7777 -m 600 "$work/user.pub" \
	    /run/ha-home/.ssh/authorized_keys
}

start_sshd() { # NAME "PORT..." LINE...
	local config=$work/$1.config port
	{
		# shellcheck disable=SC2086 # a list of numbers
		printf 'Port %s\n' $2
		printf '%s\n' 'ListenAddress 0.0.0.0' 'ListenAddress ::' \
		    "HostKey $work/host" 'PidFile none' 'UsePAM yes' \
		    'PasswordAuthentication yes' 'StrictModes no' \
		    'ChallengeResponseAuthentication yes' 'PrintMotd no' \
		    'LogLevel VERBOSE' 'MaxStartups 100' "${@:3}"
	} >"$config"
	# Since OpenSSH 9.8 refusals make it drop the address for a while.
	if "$sshd" -t -f "$config" -o PerSourcePenalties=no 2>/dev/null; then
		echo 'PerSourcePenalties no' >>"$config"
	fi
	env -i PATH="$PATH" "$sshd" -D -f "$config" 2>"$work/$1.errors" &
	for port in $2; do
		wait_for can_connect "$port" && continue
		echo "sshd does not listen on port $port"
		cat "$work/$1.errors" "$work/syslog"
		echo "sshd: 0 passed, 1 failed, 0 skipped"
		exit 1
	done
}

# ---- what LOGINS can say ----

# write_stack [ARGUMENT...]: the lines of the README, with the module's place
# and the tables' paths.
write_stack() {
	printf '%s  requisite  %s\n' auth "$module $*" account "$module $*" \
	    >/etc/pam.d/sshd
	write_other_lines >>/etc/pam.d/sshd
}

write_other_lines() {
	echo 'auth     required   pam_unix.so nodelay'
	echo 'account  required   pam_unix.so'
	echo 'session  required   pam_permit.so'
}

# In a user namespace, or where PAM is different, it may be sshd's own fault.
try_without_module() {
	local method
	write_other_lines >/etc/pam.d/sshd
	for method in key password kbd; do
		login $method 10.9.0.2
		[ "$(head -n 1 "$work/reply")" = logged-in ] ||
			cannot "sshd admits nobody here, even without the module"
	done
}

begin_topic() {
	topic=$1
	: >"$work/allow"
	: >"$work/deny"
	: >/etc/hosts.allow
	: >/etc/hosts.deny
	write_stack "allow=$work/allow" "deny=$work/deny"
}

# login METHOD FROM [pipe|port=N|dns]: what ssh says is in reply and errors.
login() {
	local from=$2 to=$address port=$plain_port options=()
	local methods=(publickey)
	case $from in
	fe80:*) to=$from ;;
	*:*) to=$address6 ;;
	esac
	case ${3:-} in
	port=*) port=${3#port=} ;;
	dns) port=$dns_port ;;
	pipe) options+=(-o "ProxyCommand=$sshd -i -f $work/plain.config") ;;
	esac
	case $1 in
	password) methods=(password) ;;
	kbd) methods=(keyboard-interactive) ;;
	esac
	[ "$1" = key ] && options+=(-o BatchMode=yes -i "$work/user")
	[ "${3:-}" = pipe ] || options+=(-b "$from")
	log_file >>"$work/whole.log"
	: >"$work/syslog"
	rm -f "$work/prompted"
	SSH_ASKPASS=$work/askpass SSH_ASKPASS_REQUIRE=force DISPLAY=none \
	    timeout 20 ssh -F none -p "$port" "${options[@]}" \
	    -o PreferredAuthentications="${methods[*]}" \
	    -o NumberOfPasswordPrompts=1 -o IdentitiesOnly=yes \
	    -o IdentityAgent=none -o StrictHostKeyChecking=no \
	    -o UserKnownHostsFile=/dev/null -o GlobalKnownHostsFile=/dev/null \
	    "ha-test@$to" 'echo logged-in; env' >"$work/reply" \
	    2>"$work/errors" </dev/null
	[ "${3:-}" = pipe ] || note_truth "${from%%%*}"
}

# What "replay" should read in the whole log.
note_truth() { # FROM
	local word=out
	[ "$(head -n 1 "$work/reply")" = logged-in ] && word=in
	echo "$word $1" >>"$work/truth"
}

count() { # RESULT TEXT
	if [ "$1" = 0 ]; then
		((passed++))
		return
	fi
	((failed++))
	echo "$logins:$number: [$topic] $2"
	sed 's/^/    ssh: /' "$work/errors" | tail -n 5
	sed 's/^/    log: /' "$work/syslog" | tail -n 10
}

check_login() { # in|out METHOD FROM [HOW]
	local got=out
	login "${@:2}"
	[ "$(head -n 1 "$work/reply")" = logged-in ] && got=in
	[ $got = "$1" ]
	count $? "$*: got $got"
}

# The module's own line, by the syslog of the process that runs PAM.
own_line() {
	grep -cE '^<[0-9]+>.{15} sshd(-session)?(\[[0-9]+\])?: (would refuse |refused )?connect from ' \
	    "$work/syslog"
}

has_lines() {
	[ "$(own_line)" -ge "$1" ]
}

check_log() { # PATTERN
	local pattern=${1//\$D/$work}
	wait_for grep -qE "$pattern" "$work/syslog"
	count $? "no such line: $pattern"
}

check_no_log() {
	sleep .2
	[ "$(own_line)" = 0 ]
	count $? "a line about the client"
}

check_lines() { # NUMBER
	wait_for has_lines "$1"
	sleep .1
	[ "$(own_line)" = "$1" ]
	count $? "$(own_line) lines, not $1"
}

check_prompted() { # yes|no
	local got=no
	[ -e "$work/prompted" ] && got=yes
	[ $got = "$1" ]
	count $? "prompted: $got"
}

check_shown() { # TEXT
	grep -qF -- "$1" "$work/errors"
	count $? "not shown: $1"
}

check_variable() { # NAME=VALUE
	grep -qxF -- "$1" "$work/reply"
	count $? "not in the session: $1"
}

check_written() { # NAME TEXT
	local pattern=${2//\$D/$work}
	wait_for grep -qsxE -- "$pattern" "$work/$1"
	count $? "$1 has no such line: $pattern: $(head -c 2000 "$work/$1")"
}

# The log of the login as a syslog daemon writes it.
log_file() {
	sed -E 's/^<[0-9]+>(.{15}) /\1 host /' "$work/syslog"
}

# Which address does fail2ban's own filter see in the log, in each mode?
check_fail2ban() { # ADDRESS|none
	local mode got wanted=$1
	[ "$1" = none ] && wanted=
	if ! command -v fail2ban-regex >/dev/null; then
		echo "skip: $logins:$number: no fail2ban here"
		((++skipped))
		return
	fi
	log_file | grep 'refused connect from' >"$work/refusals"
	for mode in normal ddos extra aggressive; do
		got=$(fail2ban-regex -o ip "$work/refusals" \
		    "sshd[mode=$mode]" 2>"$work/fail2ban" | sort -u | xargs)
		[ "$got" = "$wanted" ]
		count $? "fail2ban, $mode: saw '$got' in $(cat "$work/refusals")"
	done
}

# A login that cannot be tried, and what is asked about it.
is_skipped() { # KEYWORD REST
	case $1 in
	in | out)
		login_skipped=
		[[ $2 == *:* && -z $has_ipv6 ]] && login_skipped=yes
		;;
	log | nolog | lines | prompted | shows | env | wrote | fail2ban) ;;
	*) return 1 ;;
	esac
	[ -n "$login_skipped" ] || return 1
	echo "skip: $logins:$number: no IPv6 here"
	((++skipped))
}

# The distribution's own stack, and the lines that "check --pam" says to add.
# The module lies where libpam looks for it.
follow_advice() {
	local folder
	folder=$(dirname "$(find /lib/ /usr/lib/ -name pam_unix.so 2>/dev/null |
		head -n 1)")
	cp -a "$folder" "$work/security" && cp "$module" "$work/security/" &&
		mount --bind "$work/security" "$folder" ||
		cannot "no modules of our own"
	cp "$work/own-stack" /etc/pam.d/sshd
	"$hostsaccess" check --pam sshd >"$work/advice" 2>&1
	sed -n '/HA707/,/^$/s/.*"\(auth [^"]*\)" and "\(account [^"]*\)".*/\1\n\2/p' \
	    "$work/advice" >"$work/lines"
	cat "$work/lines" "$work/own-stack" >/etc/pam.d/sshd
	[ "$(wc -l <"$work/lines")" = 2 ]
	count $? "no advice of two lines: $(cat "$work/advice")"
	! "$hostsaccess" check --select HA7 --format line --pam sshd |
		grep -E ' (warning|error): '
	count $? "the advice was not enough"
}

take_line() { # KEYWORD REST
	is_skipped "$1" "$2" && return
	# shellcheck disable=SC2086 # REST is a list of words
	case $1 in
	'' | '#') ;;
	=) begin_topic "$2" ;;
	args) write_stack "allow=$work/allow" "deny=$work/deny" "$2" ;;
	etc) write_stack ;;
	advice) follow_advice ;;
	clear) : >"$work/allow" && : >"$work/deny" ;;
	allow | deny) printf '%s\n' "${2//\$D/$work}" >>"$work/$1" ;;
	etc.allow | etc.deny) printf '%s\n' "$2" >>"/etc/hosts.${1#etc.}" ;;
	in | out) check_login "$1" $2 ;;
	log) check_log "$2" ;;
	nolog) check_no_log ;;
	lines) check_lines "$2" ;;
	prompted) check_prompted "$2" ;;
	shows) check_shown "$2" ;;
	env) check_variable "$2" ;;
	wrote) check_written "${2%% *}" "${2#* }" ;;
	fail2ban) check_fail2ban "$2" ;;
	*)
		echo "$logins:$number: not understood: $1"
		((failed++))
		;;
	esac
}

work_off() {
	local keyword rest
	number=0
	while IFS=' ' read -r keyword rest <&3; do
		((number++))
		take_line "$keyword" "$rest"
	done 3<"$logins"
}

# Each login and each failed one, by source, as it was; nothing else but
# can_connect, which comes from 127.0.0.1.
check_replay() {
	local fate
	topic='the whole log, replayed'
	log_file >>"$work/whole.log"
	mkdir -p "$work/closed" "$work/open"
	echo 'ALL: ALL' >"$work/closed/hosts.deny"
	{
		"$hostsaccess" replay --no-lookup --format line --top 1000 \
		    -d "$work/closed" "$work/whole.log" |
			awk -F '\t' '$1 == "login" { print "in", $4, $5 }'
		"$hostsaccess" replay --no-lookup --format line --top 1000 \
		    -d "$work/open" "$work/whole.log" |
			awk -F '\t' '$1 == "source" && $2 != "127.0.0.1" {
				print "out", $2, $3 }'
	} 2>"$work/errors" | sort >"$work/replayed"
	sort "$work/truth" | uniq -c | awk '{ print $2, $3, $1 }' |
		diff - "$work/replayed"
	count $? "replay says otherwise"
	[ ! -s "$work/errors" ]
	count $? "a line that sshd wrote cannot be read"
	for fate in in out; do
		grep -q "^$fate " "$work/replayed"
		count $? "nothing is $fate"
	done
}

prepare_etc
prepare_dev
prepare_run
prepare_mail
prepare_net
prepare_keys
start_syslog
start_sshd plain "$plain_port $other_port" 'UseDNS no'
start_sshd dns "$dns_port" 'UseDNS yes'
try_without_module
work_off
check_replay
echo "sshd: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
