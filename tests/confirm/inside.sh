#!/bin/bash
# usage: inside.sh FOLDER
#
# Runs in namespaces of its own, as root, with an /etc, a /run and a /var/backups
# that only it sees, and an sshd that admits root and a plain user by a key.
set -u
work=$1
hostsaccess=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
sshd=$(command -v sshd)
. tests/support/parts.sh

cannot() {
	echo "$1"
	exit 77
}

# wait_for COMMAND...: until it succeeds, 15 seconds at most.
wait_for() {
	local n
	for ((n = 0; n < 300; n++)); do
		"$@" 2>/dev/null && return
		sleep .05
	done
	echo "not in time: $*"
	return 1
}

# ---- a host of our own ----

prepare() {
	mount -t tmpfs -o mode=711 tmpfs "$work" || cannot "no tmpfs here"
	cp -a /etc "$work/etc" 2>/dev/null
	mkdir -p /var/backups
	mount --bind "$work/etc" /etc &&
		mount -t tmpfs -o mode=755 tmpfs /run &&
		mount -t tmpfs -o mode=755 tmpfs /var/backups ||
		cannot "no folders of our own"
	mkdir -p /run/sshd /run/home "$work/bin"
	chown 7777:7777 /run/home
	sed -i '/^root:/d' /etc/passwd /etc/shadow
	echo 'root:x:0:0::/run:/bin/sh' >>/etc/passwd
	echo 'ha-test:x:7777:7777::/run/home:/bin/sh' >>/etc/passwd
	echo 'ha-test:x:7777:' >>/etc/group
	printf '%s:*:19000:0:99999:7:::\n' root ha-test >>/etc/shadow
	rm -f /etc/nologin /etc/hosts.allow /etc/hosts.deny /etc/ssh/sshrc
	cp "$hostsaccess" "$work/bin/hostsaccess"
	# What sudo is on other machines: root's rights in a user's session.
	cp "$(command -v setpriv)" "$work/bin/become"
	chmod 4755 "$work/bin/become"
	ip link set lo up || cannot "no network of our own"
}

# One datagram is one line; a child that lost its terminal has no other way.
start_syslog() {
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
	ln -s pts/ptmx /dev/ptmx
	ln -s /proc/self/fd /dev/fd
	: >"$work/syslog"
	perl -MSocket -e 'socket(S, PF_UNIX, SOCK_DGRAM, 0) or die;
	    bind(S, sockaddr_un("/dev/log")) or die; chmod 0666, "/dev/log";
	    $| = 1;
	    while (defined recv(S, $m, 65536, 0)) { $m =~ s/\0$//;
	    print "$m\n" }' >>"$work/syslog" &
	wait_for test -S /dev/log || cannot "no syslog of our own"
}

can_connect() {
	(exec 3<>/dev/tcp/127.0.0.1/22)
}

start_sshd() {
	ssh-keygen -qt ed25519 -N '' -f "$work/host"
	ssh-keygen -qt ed25519 -N '' -f "$work/user"
	chmod 644 "$work/user.pub"
	printf '%s\n' 'Port 22' 'ListenAddress 127.0.0.1' \
	    "HostKey $work/host" 'PidFile none' 'UsePAM no' \
	    'StrictModes no' 'PermitRootLogin yes' 'PrintMotd no' \
	    "AuthorizedKeysFile $work/user.pub" \
	    "SetEnv PATH=$work/bin:/usr/bin:/bin" >"$work/sshd.config"
	"$sshd" -D -f "$work/sshd.config" 2>"$work/sshd.errors" &
	wait_for can_connect || cannot "sshd does not listen"
	on root true || cannot "sshd admits nobody here: $(cat "$work/sshd.errors")"
}

# on USER COMMAND: a login anew; on USER -o OPTION COMMAND
on() {
	timeout 20 ssh -F none -o BatchMode=yes -i "$work/user" \
	    -o IdentitiesOnly=yes -o IdentityAgent=none -o LogLevel=ERROR \
	    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
	    -o GlobalKnownHostsFile=/dev/null "$1@127.0.0.1" "${@:2}"
}

# ---- tables ----

old='ALL: ALL\n' new='ALL: ALL\nsshd: 192.0.2.9\n'

# tables FOLDER: old ones in it, and new ones in FOLDER.new.
tables() {
	mkdir -p "$1" "$1.new"
	printf 'sshd: 127.0.0.1\n' >"$1/hosts.allow"
	printf '%b' "$old" >"$1/hosts.deny"
	printf '%b' "$new" >"$1.new/hosts.deny"
	find "$1" "$1.new" -maxdepth 1 -name 'hosts.*' \
	    -exec touch -d '1 minute ago' {} +
}

is() { # FOLDER TEXT
	printf '%b' "$2" | cmp -s - "$1/hosts.deny"
}

status() { # N COMMAND...
	local want=$1 got
	shift
	"$@"
	got=$?
	[ "$got" -eq "$want" ] || echo "exit status $got: $*"
	[ "$got" -eq "$want" ]
}

install_with() { # SECONDS FOLDER
	echo "hostsaccess install -q --no-lookup --confirm $1 -d $2 $2.new/hosts.deny"
}

# The processes that wait for a change of the folder to be confirmed.
guards() {
	pgrep -x hostsaccess
}

has_no_guard() {
	! guards >/dev/null
}

prepare
start_syslog
start_sshd

# ---- what happens ----

needs_boot() {
	tables /etc/a
	status 74 on root "$(install_with 5 /etc/a)" && is /etc/a "$old" &&
		[ ! -e /var/backups/hostsaccess/etc-a/000001 ] || return
	status 0 on root 'hostsaccess undo --unconfirmed'
}
claim "--confirm needs something that acts at boot" needs_boot

# On a disk that has become full it is tried until it can be done.
begin_on_full_disk() {
	mkdir /etc/l && mount -t tmpfs -o size=64k,mode=755 tmpfs /etc/l &&
		tables /etc/l &&
		status 0 on root "$(install_with 5 /etc/l)" &&
		is /etc/l "$new" || return
	! head -c 100000 /dev/zero >/etc/l/full 2>/dev/null
}

ends_on_full_disk() {
	grep -q '/etc/l/hosts.deny: not written: No space left' \
	    "$work/syslog" && is /etc/l "$new" && rm /etc/l/full &&
		wait_for has_no_guard && is /etc/l "$old" &&
		[ -z "$(find /etc/l -name '.*')" ]
}

# The command is killed when the tables are in place and it is not at its end.
begin_killed() {
	tables /etc/m
	strace -o /dev/null true 2>/dev/null || return 0
	on root "strace -o /dev/null -e inject=rename:signal=KILL:when=3 \
	    $(install_with 5 /etc/m)"
	is /etc/m "$new"
}

# Five at a time, for each takes as long as a change waits.
takes_back() {
	local folder
	begin_on_full_disk && begin_killed || return
	for folder in a b c; do
		tables /etc/$folder
		status 0 on root "$(install_with 5 /etc/$folder)" &&
			is /etc/$folder "$new" || return
	done
	# fail2ban bans, and lifts a ban.
	echo 'ALL: 203.0.113.9' >>/etc/b/hosts.deny
	printf 'sshd: 192.0.2.9\nALL: ALL\n' >/etc/c/hosts.deny
	wait_for is /etc/a "$old" && wait_for is /etc/m "$old" &&
		wait_for is /etc/b 'ALL: ALL\nALL: 203.0.113.9\n' &&
		is /etc/c 'sshd: 192.0.2.9\nALL: ALL\n' || return
	wait_for grep -q '/etc/c/hosts.deny: was changed' "$work/syslog" &&
	    ends_on_full_disk || return
	grep -q 'hostsaccess\[[0-9]*\]: /etc/a/hosts.deny: taken back, for nobody confirmed it' \
	    "$work/syslog" &&
		grep -q '/etc/c/hosts.deny: was changed since .* STAYS IN FORCE .* /var/backups/hostsaccess/etc-c/000001' \
		    "$work/syslog" && cat "$work/syslog" &&
		status 1 on root 'hostsaccess confirm -d /etc/a'
}
claim "what nobody confirms is taken back, but no ban and no other change" \
    takes_back

confirms() {
	tables /etc/d
	status 1 on root "$(install_with 60 /etc/d) && hostsaccess confirm -d /etc/d" \
	    2>"$work/said"
	grep -q 'this login is older than the change' "$work/said" &&
		guards && status 75 on root "$(install_with 60 /etc/d)" &&
		status 0 on root 'hostsaccess confirm -d /etc/d' &&
		wait_for has_no_guard && is /etc/d "$new" &&
		status 1 on root 'hostsaccess confirm -d /etc/d'
}
claim "a new login confirms, the old one cannot" confirms

# A connection that listens for a forwarded port is no less old.
confirms_not_while_it_forwards() {
	local both
	both="$(install_with 60 /etc/e) && hostsaccess confirm -d /etc/e"
	tables /etc/e
	status 1 on root -R 0:127.0.0.1:22 "$both" &&
		status 0 on root 'hostsaccess undo -q -d /etc/e' &&
		is /etc/e "$old" || return
	# The same without any process that waits for connections, as with inetd.
	tables /etc/e
	status 1 on root -R 0:127.0.0.1:22 \
	    -o "ProxyCommand=$sshd -i -f $work/sshd.config" "$both" &&
		status 0 on root 'hostsaccess undo -q -d /etc/e' &&
		is /etc/e "$old" && wait_for has_no_guard
}
claim "a port that is forwarded makes no login new" \
    confirms_not_while_it_forwards

refuses_multiplexed() {
	tables /etc/f
	on root -M -S "$work/master" -f -N || return
	status 0 on root -S "$work/master" "$(install_with 60 /etc/f)" || return
	status 1 on root -S "$work/master" 'hostsaccess confirm -d /etc/f' \
	    2>"$work/said"
	set -- $?
	status 0 on root -S none 'hostsaccess confirm -d /etc/f' || return
	on root -S "$work/master" -O exit
	cat "$work/said"
	grep -q 'ControlMaster' "$work/said" && [ "$1" = 0 ] && is /etc/f "$new"
}
claim "a session over an old connection cannot confirm" refuses_multiplexed

# The server has a process more for a user than for root.
confirms_for_user() {
	local confirm='become --reuid 0 hostsaccess confirm -d /etc/g'
	tables /etc/g
	status 1 on ha-test "become --reuid 0 $(install_with 60 /etc/g) && $confirm" &&
		status 0 on ha-test "$confirm" && is /etc/g "$new"
}
claim "a user with root's rights confirms" confirms_for_user

# As in tmux, whose server belongs to no login.
confirms_not_detached() {
	tables /etc/h
	status 0 on root "$(install_with 60 /etc/h)" || return
	rm -f "$work/said"
	on root "setsid -f sh -c 'while kill -0 \$1; do sleep .05; done
	    hostsaccess confirm -d /etc/h; echo \$?' sh \$\$ >$work/saying 2>&1 \
	    </dev/null" && wait_for grep -q '^1$' "$work/saying"
	set -- $?
	cat "$work/saying"
	grep -q 'neither in a login by SSH' "$work/saying" && [ "$1" = 0 ] &&
		is /etc/h "$new" && status 0 on root 'hostsaccess confirm -d /etc/h'
}
claim "what belongs to no login cannot confirm" confirms_not_detached

# The process is gone, as with all others.
survives_a_reboot() {
	tables /etc/i
	status 0 on root "$(install_with 60 /etc/i)" && kill -KILL $(guards) &&
		wait_for has_no_guard && is /etc/i "$new" &&
		status 0 "$work/bin/hostsaccess" undo --unconfirmed &&
		is /etc/i "$old"
}
claim "at boot it is taken back" survives_a_reboot

keeps_its_client() {
	tables /etc/j
	echo 'sshd: 192.0.2.1' >/etc/j.new/hosts.allow
	status 1 on root \
	    "env -i $work/bin/hostsaccess install --no-lookup -d /etc/j /etc/j.new/hosts.allow" \
	    >"$work/said" 2>&1
	set -- $?
	cat "$work/said"
	[ "$1" = 0 ] && grep -q 'HA504' "$work/said" &&
		grep -q 127.0.0.1 /etc/j/hosts.allow
}
claim "the client is known without its environment, as under sudo" \
    keeps_its_client

# ---- as under systemd ----

fake() { # NAME LINE...
	printf '%s\n' '#!/bin/sh' "${@:2}" >"$work/$1"
	chmod 755 "$work/$1"
	mount --bind "$work/$1" "/usr/bin/$1"
}

uses_a_timer() {
	tables /etc/k
	mkdir -p /run/systemd/system
	fake systemctl "echo \"systemctl \$*\" >>$work/asked" \
	    "[ \$1 != is-enabled ] || [ -e $work/enabled ]" &&
		fake systemd-run "printf '%s\\n' \"\$@\" >$work/timer" || return
	status 74 on root "$(install_with 60 /etc/k)" && is /etc/k "$old" &&
		: >"$work/enabled" &&
		status 0 on root "$(install_with 60 /etc/k)" &&
		is /etc/k "$new" && has_no_guard || return
	cat "$work/timer"
	grep -qx -- '--on-active=60s' "$work/timer" || return
	# What the timer would run.
	mapfile -t words < <(sed '1,/^--$/d' "$work/timer")
	status 0 "${words[@]}" && is /etc/k "$old" || return
	# That of a change that was confirmed does nothing to the next.
	status 0 on root "$(install_with 60 /etc/k)" &&
		status 0 "${words[@]}" && is /etc/k "$new" &&
		status 0 on root 'hostsaccess confirm -d /etc/k' &&
		grep -q 'systemctl --quiet stop hostsaccess-undo-.*-2.timer' \
		    "$work/asked" || return
	# What cannot be started is not waited for.
	fake systemd-run 'exit 1'
	printf '%b' "$old" >/etc/k.new/hosts.deny
	status 74 on root "$(install_with 60 /etc/k)" && is /etc/k "$new"
}
if [ -e /usr/bin/systemctl ] && [ -e /usr/bin/systemd-run ]; then
	claim "with systemd a timer takes it back" uses_a_timer
else
	skip "with systemd a timer takes it back" "there is no systemd"
fi

echo "confirm: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
