# Sourced by tests/edit.sh: undo, and what is kept for it.
# shellcheck shell=bash

# put TEXT: hosts.deny becomes that.
put() {
	printf '%b' "$1" >new/hosts.deny
	age
	status 0 change install -q new/hosts.deny
}

undoes_one_after_another() {
	begin
	put 'ALL: ALL\nsshd: 10.0.0.1\n' && put 'ALL: ALL\nsshd: 10.0.0.2\n' &&
		status 0 change undo &&
		holds hosts.deny 'ALL: ALL\nsshd: 10.0.0.1\n' &&
		put 'ALL: ALL\nsshd: 10.0.0.3\n' && status 0 change undo &&
		holds hosts.deny 'ALL: ALL\nsshd: 10.0.0.1\n' &&
		status 0 change undo && holds hosts.deny 'ALL: ALL\n' &&
		status 1 change undo && holds hosts.deny 'ALL: ALL\n' &&
		is_clean || return
	# What was undone can be had again.
	status 0 change install "$set_of/000003/new/hosts.deny" &&
		holds hosts.deny 'ALL: ALL\nsshd: 10.0.0.3\n'
}

undoes_all_files_together() {
	begin
	rm etc/hosts.deny
	printf 'sshd: 10.0.0.1\n' >new/hosts.allow
	printf 'ALL: ALL\n' >new/hosts.deny
	printf 'allow sshd 10.0.0.1\n' >new/hosts.tests
	status 0 change install new/hosts.* && is_clean &&
		cmp new/hosts.tests etc/hosts.tests || return
	status 0 change undo && holds hosts.allow 'sshd: 192.0.2.0/24\n' &&
		[ "$(ls etc)" = hosts.allow ]
}

keeps_bans() {
	begin
	printf 'ALL: 203.0.113.1\nALL: ALL\n' >etc/hosts.deny
	put 'ALL: 203.0.113.1\nALL: ALL\nsshd: 10.0.0.1\n' || return
	echo 'ALL: 203.0.113.9' >>etc/hosts.deny
	sed -i '/113.1$/d' etc/hosts.deny
	status 0 change undo &&
		holds hosts.deny 'ALL: ALL\nALL: 203.0.113.9\n' || return
	# Of a table that was made, the bans stay.
	begin
	rm etc/hosts.deny
	put 'ALL: ALL\n' && echo 'ALL: 203.0.113.9' >>etc/hosts.deny &&
		status 0 change undo && holds hosts.deny 'ALL: 203.0.113.9\n'
}

leaves_what_others_changed() {
	local before='ALL: ALL\n' after='ALL: ALL\nsshd: 10.0.0.1\n'
	begin
	put "$after" || return
	printf 'sshd: 10.0.0.1\nALL: ALL\n' >etc/hosts.deny
	status 1 change undo && grep -c . etc/hosts.deny &&
		status 0 change undo --force && holds hosts.deny "$before" &&
		[ "$(head -n 1 "$set_of/000001/replaced/hosts.deny")" = \
		    'sshd: 10.0.0.1' ] || return
	# Half a line is no ban.
	begin
	put "$after" && printf 'ALL: 203.0' >>etc/hosts.deny &&
		status 1 change undo || return
	begin
	put "$after" && rm etc/hosts.deny && status 1 change undo
}

keeps_ten() {
	local i
	begin
	for ((i = 1; i <= 12; i++)); do
		put "ALL: ALL\nsshd: 10.0.0.$i\n" || return
	done
	find "$set_of" -mindepth 1 -maxdepth 1 -name '0*' | wc -l |
		diff - <(echo 10) && [ ! -e "$set_of/000002" ] &&
		[ "$(change undo --list | wc -l)" = 10 ]
}

keeps_rights() {
	begin
	chmod 640 etc/hosts.deny
	chown 0:7 etc/hosts.deny
	put 'ALL: ALL\nsshd: 10.0.0.1\n' &&
		[ "$(stat -c '%a %g' etc/hosts.deny "$set_of"/000001/*/* | uniq)" = \
		    '640 7' ] && [ "$(stat -c %a kept "$set_of" | uniq)" = 700 ]
}

refuses_links_of_others() {
	begin
	echo 'ALL: ALL # of others' >elsewhere
	ln -sf "$PWD/elsewhere" etc/hosts.deny
	chown -h 65534 etc/hosts.deny
	echo '# mine' >new/hosts.deny
	status 74 change install -f new/hosts.deny && grep -q others elsewhere ||
		return
	ln -s "$work" kept
	chown -h 65534 kept
	rm etc/hosts.deny
	status 74 change install -f new/hosts.deny && [ ! -e etc/hosts.deny ]
}

refuses_open_backups() {
	begin
	mkdir -m 777 kept
	cp etc/hosts.deny new/
	echo '# more' >>new/hosts.deny
	status 74 change install new/hosts.deny && holds hosts.deny 'ALL: ALL\n' &&
		[ -z "$(ls kept)" ]
}

undo_keeps_its_client() {
	begin
	echo 'sshd: 198.51.100.7' >new/hosts.allow
	SSH_CONNECTION='198.51.100.7 1 192.0.2.1 22' status 0 "$HOSTSACCESS" \
	    install -d etc --backup-dir kept --no-lookup new/hosts.allow &&
		SSH_CONNECTION='198.51.100.7 1 192.0.2.1 22' status 1 \
		    "$HOSTSACCESS" undo -d etc --backup-dir kept --no-lookup &&
		holds hosts.allow 'sshd: 198.51.100.7\n' &&
		status 0 change undo
}

writes_through_links() {
	begin
	mkdir real
	mv etc/hosts.deny real/table
	ln -s ../real/table etc/hosts.deny
	put 'ALL: ALL\nsshd: 10.0.0.1\n' && [ -L etc/hosts.deny ] &&
		holds hosts.deny 'ALL: ALL\nsshd: 10.0.0.1\n' && is_clean &&
		[ "$(ls -A real)" = table ] || return
	ln -sf nowhere etc/hosts.deny
	status 74 change install new/hosts.deny && [ -L etc/hosts.deny ] &&
		[ ! -e etc/nowhere ]
}

full_disk_changes_nothing() {
	begin
	{
		echo 'ALL: ALL'
		yes '# more' | head -n 10000
	} >new/hosts.deny
	fails_on_a_full_disk_of() {
		unshare -m bash -c "mount -t tmpfs -o size=64k,mode=700 none $1"'
		    [ -e etc/hosts.deny ] || printf "ALL: ALL\n" >etc/hosts.deny
		    ls -A etc >before
		    shift
		    "$@"
		    code=$?
		    ls -A etc | diff before - &&
			grep -qx "ALL: ALL" etc/hosts.deny && exit $code
		    exit 1' - x "$HOSTSACCESS" install -d etc --backup-dir kept \
		    --no-lookup --no-keep-me -q new/hosts.deny
	}
	mkdir -m 700 kept
	status 74 fails_on_a_full_disk_of kept && is_clean || return
	status 74 fails_on_a_full_disk_of etc && is_clean
}

unit_is_sound() {
	local unit=hostsaccess-undo-unconfirmed.service
	begin
	sed "s|/usr/local/bin/hostsaccess|$HOSTSACCESS|" "$top/conf/$unit" \
	    >$unit
	SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no ./$unit \
	    >out 2>&1
	set -- $?
	cat out
	[ "$1" = 0 ] && ! grep -q "$unit" out &&
		grep -q "\"$unit\"" "$top/cli/install/guard.h" &&
		[ "$(sed -n 's/^ExecStart=[^ ]* //p' $unit)" = \
		    'undo --unconfirmed' ]
}
if command -v systemd-analyze >/dev/null; then
	claim "the unit that acts at boot is sound" unit_is_sound
else
	skip "the unit that acts at boot is sound" "no systemd-analyze"
fi

claim "undo goes back one change after another" undoes_one_after_another
claim "all files of a change are undone together" undoes_all_files_together
claim "bans that came since are kept" keeps_bans
claim "what others changed is not undone unasked" leaves_what_others_changed
claim "ten changes are kept" keeps_ten
claim "undo keeps the client of the session" undo_keeps_its_client
claim "links stay" writes_through_links
claim "backups are nobody else's" refuses_open_backups
if [ "$(id -u)" = 0 ]; then
	claim "owner and mode are kept" keeps_rights
	claim "links that others made are not followed" refuses_links_of_others
else
	skip "owner and mode are kept" "not root"
	skip "links that others made are not followed" "not root"
fi
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	claim "a full disk changes nothing" full_disk_changes_nothing
else
	skip "a full disk changes nothing" "no file system can be mounted"
fi
