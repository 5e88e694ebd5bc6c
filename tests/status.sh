#!/bin/bash
# `hostsaccess status`: programs with and without libwrap, and files that are
# none; PAM services of folders made here; the form of its answers; and a
# program that listens, in namespaces, which only root can make.
set -u
export LC_ALL=C.UTF-8 TERM=dumb
unset NO_COLOR COLUMNS
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
CC=${CC:-cc}
n=0 bad=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

result() { # STATUS-OF-A-TEST NAME
	((n++))
	[ "$1" -eq 0 ] && { echo "ok $n - $2"; return; }
	echo "not ok $n - $2"
	bad=1
}

skip() { # NAME WHY
	((n++))
	echo "ok $n - $1 # SKIP $2"
}

# says NAME STATUS PATTERN ARGUMENT...: so it ends, and a line fits.
says() {
	local name=$1 want=$2 pattern=$3 out status
	shift 3
	out=$("$HOSTSACCESS" status "$@" 2>&1)
	status=$?
	[ "$status" -eq "$want" ] && grep -qE -- "$pattern" <<<"$out"
	result $? "$name"
	[ "$status" -eq "$want" ] && grep -qE -- "$pattern" <<<"$out" ||
		printf '# status %s\n%s\n' "$status" "$out"
}

# The same for a user who is not root.
nobody_says() {
	if [ "$(id -u)" -ne 0 ] || ! setpriv --version >/dev/null 2>&1; then
		skip "$1" "only root can be another user"
		return
	fi
	cp "$HOSTSACCESS" "$work/command"
	HOSTSACCESS=$work/as-nobody says "$@"
}
printf '%s\n' '#!/bin/sh' 'exec setpriv --reuid 65534 --clear-groups \
    "${0%/*}/command" "$@"' >"$work/as-nobody"
chmod 755 "$work/as-nobody"

# ---- programs ----

needs_libwrap() {
	readelf -d "$1" 2>/dev/null | grep -q 'libwrap\.so\.0'
}

# Since OpenSSH 9.8 it is the part for sessions, which sshd names.
for program in /usr/sbin/sshd /usr/sbin/tcpd; do
	session=$(grep -aoE '/[a-z/]+/sshd-session' "$program" 2>/dev/null |
		head -n 1)
	by=
	needs_libwrap "$program" || by=', by sshd-session'
	if needs_libwrap "$program" || needs_libwrap "$session"; then
		says "${program##*/} needs libwrap" 0 \
		    "^${program##*/} +yes .* yes$by +$program\$" "$program"
		head -c 3000 "$program" >"$work/cut"
		says "${program##*/} cut off" 1 'damaged ELF' "$work/cut"
	else
		skip "${program##*/} needs libwrap" "none here that does"
	fi
done

echo 'int wrapped(void); int wrapped(void) { return 0; }' >"$work/wrap.c"
echo 'int wrapped(void); int middle(void);
int middle(void) { return wrapped(); }' >"$work/middle.c"
echo 'int middle(void); int main(void) { return middle(); }' >"$work/user.c"
mkdir "$work/lib" "$work/bin"
if $CC -shared -fPIC -Wl,-soname,libwrap.so.0 -o "$work/lib/libwrap.so.0" \
    "$work/wrap.c" 2>/dev/null &&
    $CC -shared -fPIC -Wl,--no-as-needed -Wl,-rpath,'$ORIGIN' \
	-o "$work/lib/libmiddle.so" "$work/middle.c" \
	"$work/lib/libwrap.so.0" 2>/dev/null &&
    $CC -Wl,--no-as-needed -Wl,-rpath,'$ORIGIN/../lib' -o "$work/bin/user" \
	"$work/user.c" -L"$work/lib" -lmiddle "$work/lib/libwrap.so.0" \
	-Wl,-rpath-link,"$work/lib" 2>/dev/null; then
	says "a program and its library need libwrap" 1 ' \? .* can ask +/' \
	    "$work/bin/user"
	says "which is no guard, as nobody knows whether it asks" 1 \
	    '"libwrap":true,"asks_libwrap":null,"setting":null,"guarded":false' \
	    --format json "$work/bin/user"
	cp "$work/bin/user" "$work/bin/in.tftpd"
	says "a program that always asks" 0 'in\.tftpd +yes .* yes +/' \
	    "$work/bin/in.tftpd"
	ln -s user "$work/bin/sshd-auth"
	says "the name of a link does not tell what the program does" 1 \
	    'sshd +\? .* can ask +/' "$work/bin/sshd-auth"
	rm "$work/bin/sshd-auth"
	for program in stunnel4 slapd exim4 snmpd conserver; do
		cp "$work/bin/user" "$work/bin/$program"
		says "linked with libwrap, $program can ask" 1 \
		    "^$program +(\\?|no) " "$work/bin/$program"
	done
	says "one whose clients have no names" 1 \
	    'snmpd: it can ask .*; it gives libwrap no names of clients' \
	    "$work/bin/snmpd"
	cp "$work/bin/user" "$work/bin/rpc.mountd"
	says "a program that gives another name" 1 \
	    'rules name it mountd; it gives libwrap no names' \
	    "$work/bin/rpc.mountd"
	cp "$work/bin/user" "$work/bin/nfsd"
	says "a program of the kernel's" 1 'nfsd +no .* no +/' \
	    "$work/bin/nfsd"
	# The library alone needs it.
	$CC -o "$work/bin/user" "$work/user.c" -L"$work/lib" -lmiddle \
	    -Wl,--as-needed -Wl,-rpath,'$ORIGIN/../lib' \
	    -Wl,-rpath-link,"$work/lib"
	says "only its library needs libwrap" 1 'can ask, by libmiddle\.so' \
	    "$work/bin/user"
	strip "$work/bin/user"
	says "a stripped program" 1 'can ask, by libmiddle\.so' "$work/bin/user"
	mv "$work/lib/libmiddle.so" "$work/lib/elsewhere.so"
	says "a library that is not there" 1 'libmiddle\.so was not found' \
	    "$work/bin/user"
	says "of which nobody knows whether it needs libwrap" 1 ' \? +/' \
	    "$work/bin/user"
	says "which json calls null" 1 '"libwrap":null' --format json \
	    "$work/bin/user"
	mkfifo "$work/lib/libmiddle.so"
	says "a pipe in its place" 1 'libmiddle\.so was not found' \
	    "$work/bin/user"
	rm "$work/lib/libmiddle.so"
	head -c 3000 "$work/lib/elsewhere.so" >"$work/lib/libmiddle.so"
	says "a library that is cut off" 1 'libmiddle\.so was not found' \
	    "$work/bin/user"
	mv "$work/lib/elsewhere.so" "$work/lib/libmiddle.so"
	mkdir -p "$work/links/deep"
	ln -s ../../bin/user "$work/links/deep/user"
	says "a link to the program" 1 'can ask, by libmiddle\.so' \
	    "$work/links/deep/user"
	# The bytes of a header, for this machine but for their order.
	if [ "$(od -An -tu1 -j5 -N1 "$work/bin/user")" -eq 1 ]; then
		mv "$work/lib/libmiddle.so" "$work/sound.so"
		{
			printf '\177ELF\2\2\1\0\0\0\0\0\0\0\0\0\0\3'
			dd if="$work/bin/user" bs=1 skip=19 count=1 status=none
			dd if="$work/bin/user" bs=1 skip=18 count=1 status=none
			head -c 44 /dev/zero
		} >"$work/lib/libmiddle.so"
		says "a library of the other byte order" 1 \
		    'libmiddle\.so was not found' "$work/bin/user"
		mv "$work/sound.so" "$work/lib/libmiddle.so"
	fi
	# Libraries inherit a program's DT_RPATH, and not its DT_RUNPATH.
	$CC -shared -fPIC -Wl,--no-as-needed -o "$work/lib/libouter.so" \
	    "$work/wrap.c" -L"$work/lib" -lmiddle
	for kind in disable enable; do
		$CC -o "$work/bin/$kind" -Wl,--no-as-needed "$work/wrap.c" \
		    -xc - -Wl,--$kind-new-dtags -Wl,-rpath,'${ORIGIN}/../lib' \
		    -L"$work/lib" -Wl,-rpath-link,"$work/lib" -xnone -louter \
		    <<<'int main(void) { return 0; }'
	done
	says "DT_RPATH serves its libraries, too" 1 'can ask, by libmiddle\.so' \
	    "$work/bin/disable"
	says "DT_RUNPATH does not" 1 'libmiddle\.so was not found' \
	    "$work/bin/enable"
	# One library by many names.
	mkdir "$work/many"
	$CC -shared -fPIC -o "$work/many/0.so" "$work/wrap.c"
	for ((i = 1; i <= 1001; i++)); do
		ln -s 0.so "$work/many/$i.so"
	done
	$CC -o "$work/bin/many" -xc - -xnone -Wl,--no-as-needed \
	    -Wl,-rpath,"$work/many" -L"$work/many" -l:{1..1001}.so \
	    <<<'int main(void) { return 0; }'
	says "a program with too many libraries" 1 \
	    'unknown: it needs too many libraries' "$work/bin/many"
	# Each needs the other.
	echo 'int turn(void); int turn(void) { return 0; }' >"$work/turn.c"
	$CC -shared -fPIC -o "$work/lib/libleft.so" "$work/turn.c"
	$CC -shared -fPIC -Wl,--no-as-needed -Wl,-rpath,'$ORIGIN' \
	    -o "$work/lib/libright.so" "$work/turn.c" "$work/lib/libleft.so"
	$CC -shared -fPIC -Wl,--no-as-needed -Wl,-rpath,'$ORIGIN' \
	    -Wl,-soname,libleft.so -o "$work/lib/libleft.so" "$work/turn.c" \
	    -L"$work/lib" -lright
	says "libraries that need each other" 1 ' no +/.*/libleft\.so$' \
	    "$work/lib/libleft.so"
	# A session's program that lies where nobody looks for it.
	echo 'const char session[] = "/opt/libexec/sshd-session";
int main(int n, char **v) { (void)v; return session[n]; }' >"$work/sshd.c"
	$CC -o "$work/bin/sshd" "$work/sshd.c"
	says "an sshd whose session program is not found" 1 \
	    'sshd-session was not found' "$work/bin/sshd"
else
	skip "libraries that need libwrap" "nothing can be linked here"
fi

echo 'const char hosts_access[] = "hosts_access";
int main(int n, char **v) { (void)v; return hosts_access[n]; }' \
    >"$work/static.c"
if $CC -static -o "$work/static" "$work/static.c" 2>/dev/null; then
	says "a static program is a guess" 1 'a guess: it is static' \
	    "$work/static"
else
	skip "a static program is a guess" "no static libraries here"
fi
printf '#!/bin/sh\nexec /usr/sbin/sshd\n' >"$work/script"
says "a script is no program" 1 'it is no ELF program' "$work/script"
truncate -s 400M "$work/huge"
if [ -e "$work/static" ]; then
	dd if="$work/static" of="$work/huge" conv=notrunc status=none
	sed -i s/hosts_access/nothing_at_a/g "$work/static"
	says "a static program without it" 1 ' no ' "$work/static"
	dd if="$work/static" of="$work/huge" conv=notrunc status=none
	says "a static program too large to search" 1 \
	    'unknown: it cannot be searched' "$work/huge"
fi
printf '\177ELF\2\1\1' >"$work/half"
says "the beginning of a program" 1 'damaged ELF' "$work/half"
mkfifo "$work/fifo"
says "a pipe is not waited for" 74 'fifo: ' "$work/fifo"
says "what is not there" 74 'No such file' "$work/nothing"
says "the others are told all the same" 74 '^script +no' "$work/nothing" \
    "$work/script"
says "a folder" 74 'Is a directory' "$work/"
says "a device" 74 'Invalid argument' /dev/zero
chmod 755 "$work"
chmod 0 "$work/script"
nobody_says "a program that this user may not read" 74 'Permission denied' \
    "$work/script"
chmod 755 "$work/script"

# ---- settings that decide whether a program asks ----

# with_etc NAME STATUS PATTERN FILE=TEXT... -- ARGUMENT...: as says, where /etc
# has these files.
with_etc() {
	local name=$1 want=$2 pattern=$3 etc=$work/etc out status each
	shift 3
	rm -rf "$etc"
	mkdir "$etc"
	cp -L /etc/passwd /etc/group "$etc"
	for each in /etc/ld.so.*; do cp -r "$each" "$etc"; done
	for (( ; $#; )); do
		each=$1
		shift
		[ "$each" = -- ] && break
		mkdir -p "$(dirname "$etc/${each%%=*}")"
		printf '%b' "${each#*=}" >"$etc/${each%%=*}"
		chmod "${mode:-644}" "$etc/${each%%=*}"
	done
	find "$etc" -exec touch -d 2001-01-01 {} +
	out=$(unshare -m bash -c 'mount --bind "$1" /etc && shift && "$@"' - \
	    "$etc" "$HOSTSACCESS" status "$@" 2>&1)
	status=$?
	[ "$status" -eq "$want" ] && grep -qE -- "$pattern" <<<"$out"
	result $? "$name"
	[ "$status" -eq "$want" ] && grep -qE -- "$pattern" <<<"$out" ||
		printf '# status %s\n%s\n' "$status" "$out"
}

# The program, which needs libwrap, as PROGRAM.
program_of() {
	cp "$work/bin/in.tftpd" "$work/bin/$1"
	echo "$work/bin/$1"
}

if [ -e "$work/bin/in.tftpd" ] && [ "$(id -u)" -eq 0 ] &&
    unshare -m true 2>/dev/null; then
	ftp=$(program_of vsftpd) tls=$(program_of stunnel)
	with_etc "vsftpd without a word of libwrap" 1 \
	    '^vsftpd +no .* no, tcp_wrappers ' vsftpd.conf='listen=YES\n' -- \
	    "$ftp"
	with_etc "vsftpd asks if it is told to" 0 \
	    '^vsftpd +yes .* yes, tcp_wrappers=YES' \
	    vsftpd.conf='listen=YES\ntcp_wrappers=YES\n' -- "$ftp"
	with_etc "it is told so somewhere else" 0 '^vsftpd +yes ' \
	    vsftpd/vsftpd.conf='tcp_wrappers=YES' -- "$ftp"
	with_etc "vsftpd is told not to" 1 \
	    'does not: tcp_wrappers=NO in /etc/vsftpd.conf' \
	    vsftpd.conf='tcp_wrappers=NO\n' -- "$ftp"
	with_etc "one of two processes asks" 1 '^vsftpd +\? ' \
	    vsftpd/a.conf='tcp_wrappers=YES' vsftpd/b.conf= -- "$ftp"
	with_etc "no settings of vsftpd are found" 1 \
	    '^vsftpd +\? .* \?, tcp_wrappers ' -- "$ftp"
	with_etc "a folder in place of settings" 1 '^vsftpd +\? ' \
	    vsftpd.conf/none= -- "$ftp"
	with_etc "stunnel asks for no service unless it is told to" 1 \
	    '^stunnel +no .* no, libwrap ' \
	    stunnel/web.conf='[web]\naccept = 443\n' -- "$tls"
	with_etc "stunnel asks for all services" 0 \
	    '^stunnel +yes .* yes, libwrap=yes' \
	    stunnel/web.conf='libwrap = yes\n[web]\naccept = 443\n' -- "$tls"
	with_etc "stunnel asks for some services" 1 \
	    '; rules name its services, as they stand in \[ \]$' \
	    stunnel/web.conf='[web]\nlibwrap = yes\n[mail]\n' -- "$tls"
	with_etc "json says what decides" 1 \
	    '"asks_libwrap":false,"setting":\{"name":"tcp_wrappers","value":"NO","file":"/etc/vsftpd.conf"\}' \
	    vsftpd.conf='tcp_wrappers=NO\n' -- --format json "$ftp"
	with_etc "foreign bytes in a value are escaped" 1 \
	    'no, tcp_wrappers=\\x1b\[2J\\xff' \
	    vsftpd.conf='tcp_wrappers=\033[2J\377\n' -- "$ftp"
	cp "$HOSTSACCESS" "$work/command"
	mode=600 HOSTSACCESS=$work/as-nobody with_etc \
	    "settings that this user may not read" 1 \
	    'tcp_wrappers, and cannot be read there: /etc/vsftpd.conf: Perm' \
	    vsftpd.conf='tcp_wrappers=YES\n' -- "$ftp"
	with_etc "what the kernel has is no program" 1 \
	    "lockd: it is the kernel's, which asks nobody" -- lockd
else
	skip "settings that decide" "namespaces cannot be made here"
fi

# ---- PAM ----

# pam NAME LINE...: a service of that name, in a folder of ours.
pam() {
	local file=$work/pam.d/$1
	shift
	mkdir -p "$work/pam.d"
	printf '%s\n' "$@" >"$file"
}

# The names are such that no program goes by them.
ours=pam_hostsaccess.so
pam other 'auth required pam_deny.so' 'account required pam_deny.so'
pam full-ha "auth requisite $ours" "account requisite /lib/security/$ours" \
    'account required pam_permit.so'
pam auth-ha "auth requisite $ours" 'account required pam_permit.so'
pam account-ha "account requisite $ours" 'account required pam_permit.so'
pam weak-ha "account optional $ours" 'account required pam_permit.so'
pam late-ha 'account sufficient pam_localuser.so' "account required $ours"
pam dry-ha "account required $ours enforce=no"
pam session-ha "session required $ours" 'account required pam_permit.so'
pam torn-ha "account requisite $ours" 'account include nothing-ha'
pam none-ha 'account required pam_permit.so' 'account include system-ha'
pam system-ha 'account required pam_permit.so'
pam system-auth "auth requisite $ours" "account requisite $ours"
pam base-ha "auth requisite $ours" "account requisite $ours"
pam inc-ha '@include base-ha'
in=(--pam-dir "$work/pam.d")
says "auth and account" 0 \
    "^full-ha +yes +$work/pam.d/full-ha:1 +$work/pam.d/full-ha:2 " \
    "${in[@]}" full-ha
says "lines that are included count" 0 \
    "^inc-ha +yes +$work/pam.d/base-ha:1 " "${in[@]}" inc-ha
says "auth alone does not guard" 1 'the account line is missing' \
    "${in[@]}" auth-ha
says "account alone guards" 0 'still asked for a password' \
    "${in[@]}" account-ha
says "session alone does not guard" 1 'the account line is missing' \
    "${in[@]}" session-ha
for name in weak-ha late-ha dry-ha; do
	says "$name does not keep anybody out" 1 'does not keep a refused' \
	    "${in[@]}" $name
done
says "what is included and not there" 1 '^torn-ha +\? ' "${in[@]}" torn-ha
says "of which nothing is believed" 1 'torn-ha: its PAM .* cannot be read' \
    "${in[@]}" torn-ha
mkdir "$work/pam.d/folder-ha"
says "what is there and no file" 1 '^folder-ha +\? ' "${in[@]}" folder-ha
rmdir "$work/pam.d/folder-ha"
chmod 600 "$work/pam.d/full-ha"
nobody_says "what this user may not read" 1 'full-ha: .* cannot be read' \
    "${in[@]}" full-ha
chmod 644 "$work/pam.d/full-ha"
says "one of two is not guarded" 1 '^none-ha +no' "${in[@]}" full-ha none-ha
says "all services, not those that are only included" 0 '^none-ha ' "${in[@]}"
out=$("$HOSTSACCESS" status "${in[@]}") &&
    ! grep -q '^\(system-\|base-ha\|other\)' <<<"$out"
result $? "an included file is no service"
says "a folder that is not there" 74 'No such file' --pam-dir "$work/none"
out=$("$HOSTSACCESS" status -q "${in[@]}" none-ha 2>&1)
[ $? -eq 1 ] && [ -z "$out" ]
result $? "--quiet says nothing"

# The advice, followed word for word.
pam dropbear 'auth required pam_permit.so' 'account required pam_permit.so'
lines=$("$HOSTSACCESS" status "${in[@]}" dropbear | sed -n 's/^    //p')
says "a remote service is advised" 1 \
    "dropbear: (.*; )?put at the top of $work/pam.d/dropbear:" "${in[@]}" dropbear
says "also where it has no file yet" 1 \
    "vsftpd: .* top of $work/pam.d/vsftpd, which does not exist yet:" \
    "${in[@]}" vsftpd
printf '%s\n' "$lines" "$(cat "$work/pam.d/dropbear")" >"$work/new"
mv "$work/new" "$work/pam.d/dropbear"
says "the advice leads to a guarded service" 0 '^dropbear +yes' \
    "${in[@]}" dropbear

# ---- form ----

pam $'odd\033[2J\377' "account required $ours"
out=$("$HOSTSACCESS" status "${in[@]}") && grep -q '^odd' <<<"$out" &&
    ! grep -q $'\033' <<<"$out"
result $? "foreign bytes are escaped"
python=
for each in python3 /usr/bin/python3; do
	"$each" -c 'import jsonschema' 2>/dev/null && { python=$each; break; }
done
if [ -n "$python" ]; then
	while read -r want args; do
		out=$("$HOSTSACCESS" status "${in[@]}" --format json $args \
		    2>/dev/null)
		[ $? -eq "$want" ] && "$python" -c 'import json, sys, jsonschema
jsonschema.validate(json.load(sys.stdin),
    json.load(open("conf/status.schema.json")))' <<<"$out"
		result $? "json is as conf/status.schema.json says: '$args'"
	done <<-END
		0
		1 full-ha auth-ha $work/script /bin/sh
		1 torn-ha $work/huge $work/bin/user $work/bin/sshd $work/half
		74 $work/fifo $work/nothing $work $work/cut /dev/null
	END
else
	skip "json is as conf/status.schema.json says" "no jsonschema here"
fi

# ---- a program that listens ----

if [ "$(id -u)" -eq 0 ] && command -v perl >/dev/null &&
    unshare -n -p -f --mount-proc true 2>/dev/null; then
	# The second one has been replaced since it was started.
	mkdir "$work/second"
	cp "$(command -v perl)" "$work/full-ha"
	cp "$(command -v perl)" "$work/second/full-ha"
	out=$(unshare -n -p -f --kill-child --mount-proc bash -c '
		for each in "$1/full-ha" "$1/second/full-ha"; do
			exec 3< <("$each" -MIO::Socket::INET -e '\''
			    $s = IO::Socket::INET->new(Listen => 1) or die;
			    syswrite STDOUT, "ready\n"; sleep 20'\'')
			read -r -u 3 ready
		done
		cp "$each" "$each.new" && mv "$each.new" "$each"
		shift
		"$@"' - "$work" "$HOSTSACCESS" status "${in[@]}" 2>&1)
	grep -qE "^full-ha +yes .* $work/full-ha\$" <<<"$out" &&
	    grep -qE "^full-ha +yes .* $work/second/full-ha\$" <<<"$out"
	listens=$?
	result $listens "a program that listens is found, with its service"
	[ $listens -eq 0 ] && ! grep -q 'no program that can be seen' <<<"$out"
	result $? "its socket is known"
	if [ -n "${SAN:-}" ]; then
		skip "without /proc that is said" "the sanitizers need it"
	else
		out=$(unshare -m bash -c 'mount -t tmpfs none /proc && "$@"' - \
		    "$HOSTSACCESS" status "${in[@]}" 2>&1)
		[ $? -eq 74 ] && grep -q '^hostsaccess: status: /proc/net: No such' \
		    <<<"$out" && grep -q '^full-ha *yes' <<<"$out"
		result $? "without /proc that is said"
	fi
	[ $bad -eq 0 ] || printf '%s\n' "$out" | sed 's/^/# /'
else
	skip "a program that listens is found" "namespaces cannot be made here"
fi

echo "1..$n"
exit $bad
