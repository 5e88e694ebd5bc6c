#!/bin/bash
# usage: deps.sh GROUP...
#
# Sees to it that what a make target needs is there, and is silent if it is.
# What is missing is installed with apt-get by root, or through a sudo that
# asks nothing; where that cannot be done, the one command to run is printed.
#
# Fails if something is still missing without which nothing can be built.  What
# only some tests need is reported, and those tests skip themselves.
set -u

# needed by | must or may | test | apt | dnf | pacman | apk | zypper
# A test is a command, a header in <>, or a module behind python3:.  "-" is a
# package that this system does not have, or (mandoc on Arch) that would replace
# another one.
table='
build   must cc                      gcc gcc gcc gcc gcc
build   must <stdio.h>               libc6-dev glibc-devel glibc musl-dev glibc-devel
build   must ar                      binutils binutils binutils binutils binutils
build   may  pkg-config              pkg-config pkgconf-pkg-config pkgconf pkgconf pkg-config
build   must <security/pam_modules.h> libpam0g-dev pam-devel pam linux-pam-dev pam-devel
build   must <jansson.h>             libjansson-dev jansson-devel jansson jansson-dev libjansson-devel
build   must <gelf.h>                libelf-dev elfutils-libelf-devel libelf elfutils-dev libelf-devel
build   must <zlib.h>                zlib1g-dev zlib-devel zlib zlib-dev zlib-devel
build   must <zstd.h>                libzstd-dev libzstd-devel zstd zstd-dev libzstd-devel
check   must make                    make make make make make
check   must <check.h>               check check-devel check check-dev check-devel
check   may  <tcpd.h>                libwrap0-dev - - - tcpd-devel
check   may  mandoc                  mandoc mandoc - mandoc mandoc
run     may  sshd                    openssh-server openssh-server openssh openssh-server-pam openssh-server
run     may  ssh                     openssh-client openssh-clients openssh openssh-client-default openssh-clients
run     may  ip                      iproute2 iproute iproute2 iproute2 iproute2
run     may  unshare                 util-linux util-linux util-linux util-linux-misc util-linux
run     may  ps                      procps procps-ng procps-ng procps-ng procps
run     may  knotd                   knot knot knot knot knot
run     may  fail2ban-regex          fail2ban fail2ban fail2ban fail2ban fail2ban
run     may  strace                  strace strace strace strace strace
run     may  tcpd                    tcpd - - - -
run     may  python3:jsonschema      python3-jsonschema python3-jsonschema python-jsonschema py3-jsonschema python3-jsonschema
run     may  zstd                    zstd zstd zstd zstd zstd
run     may  git                     git git git git git
run     may  patch                   patch patch patch patch patch
run     may  ed                      ed ed ed ed ed
run     may  vi                      vim-tiny vim-minimal vi vim vim-small
run     may  perl                    perl perl perl perl perl
valgrind must valgrind               valgrind valgrind valgrind valgrind valgrind
analyze must cppcheck                cppcheck cppcheck cppcheck cppcheck cppcheck
format  must clang-format            clang-format clang-tools-extra clang clang-extra-tools clang-tools
cover   must gcovr                   gcovr gcovr gcovr gcovr gcovr
fuzz    must clang                   clang clang clang clang clang
fuzz    must -fsanitize=fuzzer       libclang-rt-dev compiler-rt compiler-rt compiler-rt clang
'

PATH=$PATH:/usr/sbin:/sbin
CC=${CC:-cc}
# How a new package's service is kept from starting: Debian asks this file.
policy=/usr/sbin/policy-rc.d

groups=" $* "
case $groups in *" check "*) groups+="build run " ;; esac
case $groups in *" demo "*) groups+="build run " ;; esac

have() {
	case $1 in
	cc) command -v "${CC%% *}" ;;
	'<'*)
		# shellcheck disable=SC2086 # CC may hold options
		printf '#include %s\n' "$1" | $CC -E -x c -
		;;
	-fsanitize=fuzzer)
		echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' |
			clang "$1" -x c -o /dev/null -
		;;
	python3:*)
		# Another python3 may stand before the system's in PATH.
		python3 -c "import ${1#*:}" ||
			/usr/bin/python3 -c "import ${1#*:}"
		;;
	*) command -v "$1" ;;
	esac >/dev/null 2>&1
}

# missing: sets lacking (tests), hard (those of them that must be there) and
# packages (by column: 0 is apt).
missing() {
	local group kind test names name i
	lacking=() hard=() packages=("" "" "" "" "")
	while read -r group kind test names; do
		[[ -n $group && $groups == *" $group "* ]] || continue
		have "$test" && continue
		lacking+=("$test")
		[ "$kind" = must ] && hard+=("$test")
		i=0
		for name in $names; do
			[[ $name == - || " ${packages[i]} " == *" $name "* ]] ||
				packages[i]+=" $name"
			((i++))
		done
	done <<<"$table"
}

# as_root COMMAND...: fails at once where that would ask for a password.
as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
	command -v apt-get >/dev/null && as_root true 2>/dev/null
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
	    -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

# leave_disabled DAEMON UNIT...: not even at the next boot does it listen.
leave_disabled() {
	have "$1" && [ -d /run/systemd/system ] || return 0
	echo "deps: leaving the new $1 disabled"
	shift
	as_root systemctl disable -q "$@" 2>/dev/null
}

# Installs without letting a new server listen, neither now nor later.
install_quietly() {
	local placed='' had_sshd='' had_knotd='' had_fail2ban='' name
	log=$(mktemp) || return 1
	have sshd && had_sshd=x
	have knotd && had_knotd=x
	have fail2ban-server && had_fail2ban=x
	if [ ! -e $policy ]; then
		placed=x
		printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
		as_root chmod 755 $policy
		trap 'as_root rm -f $policy' EXIT
		trap 'exit 130' INT TERM
	fi
	# shellcheck disable=SC2086 # a list of plain words
	if ! apt install --no-install-recommends $1; then
		echo "deps: apt-get update, for the lists are missing or old"
		apt update
		apt install --no-install-recommends $1 ||
			for name in $1; do
				apt install --no-install-recommends "$name" ||
					tail -n 5 "$log" >&2
			done
	fi
	if [ -n "$placed" ]; then
		as_root rm -f $policy
		trap - EXIT INT TERM
	fi
	[ -n "$had_sshd" ] || leave_disabled sshd ssh.service ssh.socket
	[ -n "$had_knotd" ] || leave_disabled knotd knot.service
	[ -n "$had_fail2ban" ] ||
		leave_disabled fail2ban-server fail2ban.service
	rm -f "$log"
}

# Prints the one command for this system's package manager.
say_how() {
	local i=0 sudo="sudo "
	[ "$(id -u)" = 0 ] && sudo=
	for manager in "apt-get install" "dnf install" "pacman -S --needed" \
	    "apk add" "zypper install"; do
		if command -v "${manager%% *}" >/dev/null; then
			if [ -n "${packages[i]}" ]; then
				echo "deps: run: $sudo$manager${packages[i]}"
			else
				echo "deps: this system has no package for it"
			fi
			return
		fi
		((i++))
	done
	echo "deps: no package manager known here; on Debian these are" \
	    "the packages${packages[0]}"
}

missing
[ ${#lacking[@]} = 0 ] && exit 0

if can_install; then
	echo "deps: missing: ${lacking[*]}"
	echo "deps: installing with apt-get:${packages[0]}"
	install_quietly "${packages[0]}"
	missing
	[ ${#lacking[@]} = 0 ] && exit 0
fi

echo "deps: missing: ${lacking[*]}"
say_how
if [ ${#hard[@]} -gt 0 ]; then
	echo "deps: nothing can be done without: ${hard[*]}" >&2
	exit 1
fi
echo "deps: going on; the tests that need it will be skipped"
