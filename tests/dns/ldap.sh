# Netgroups from a real LDAP server, by way of nslcd, where both are installed.

have_ldap() {
	command -v slapd >/dev/null && command -v nslcd >/dev/null &&
		command -v slapadd >/dev/null &&
		[ -n "$(find /lib/*/libnss_ldap.so.2 /usr/lib/*/libnss_ldap.so.2 \
		    -print -quit 2>/dev/null)" ]
}

start_slapd() {
	mkdir "$work/ldap"
	cat >"$work/slapd.conf" <<-END
		include /etc/ldap/schema/core.schema
		include /etc/ldap/schema/cosine.schema
		include /etc/ldap/schema/nis.schema
		modulepath /usr/lib/ldap
		moduleload back_mdb
		database mdb
		suffix dc=example,dc=test
		directory $work/ldap
	END
	slapadd -f "$work/slapd.conf" <<-'END' >/dev/null 2>&1
		dn: dc=example,dc=test
		objectClass: dcObject
		objectClass: organization
		dc: example
		o: example

		dn: cn=office,dc=example,dc=test
		objectClass: nisNetgroup
		cn: office
		nisNetgroupTriple: (good.example.test,,)
		memberNisNetgroup: branch

		dn: cn=branch,dc=example,dc=test
		objectClass: nisNetgroup
		cn: branch
		nisNetgroupTriple: (many.example.test,,)
	END
	slapd -f "$work/slapd.conf" -h ldap://127.0.0.1:3899 -d 0 \
	    2>"$work/slapd.log" &
	slapd=$!
}

start_nslcd() {
	mkdir -p /run/nslcd
	mount_file nslcd.conf <<-'END'
		uid root
		gid root
		uri ldap://127.0.0.1:3899
		base dc=example,dc=test
	END
	chmod 600 "$work/nslcd.conf"
	nslcd -n 2>"$work/nslcd.log" &
	nslcd=$!
	use_netgroups ldap
	local n
	for n in $(seq 50); do
		getent netgroup office >/dev/null && return
		sleep .1
	done
	echo 'nslcd does not answer'
	cat "$work/slapd.log" "$work/nslcd.log"
}

ldap() {
	start_slapd
	start_nslcd
	stack timeout=2
	tables 'sshd: @office' 'ALL: ALL'
	expect 'LDAP: in the netgroup' allow "$(by_module 192.0.2.10)"
	expect 'LDAP: in it by another' allow "$(by_module 192.0.2.12)"
	expect 'LDAP: not in it' deny "$(by_module 192.0.2.11)"
	expect 'LDAP: the command' allow "$(by_command 192.0.2.10)"

	# A server that hangs costs the time that a decision has, no more.
	kill -STOP "$slapd" "$nslcd"
	soon 2 'LDAP: a server that hangs' by_module 192.0.2.10
	expect 'LDAP: a server that hangs' deny "$result"
	kill -CONT "$slapd" "$nslcd"
	kill "$nslcd" "$slapd"
	wait "$nslcd" "$slapd" 2>/dev/null
	expect 'LDAP: no server' deny "$(by_module 192.0.2.10)"
	use_netgroups files
}

if have_ldap; then
	ldap
else
	echo 'skip: netgroups from LDAP: slapd, nslcd or libnss-ldapd is missing'
	skipped=$((skipped + 1))
fi
