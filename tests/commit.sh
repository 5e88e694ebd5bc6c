#!/bin/bash
# The hook and the workflow in conf/, as they are: commits with tables that are
# broken and that are good, made by git; and what the other two files run.
set -u
export LC_ALL=C.UTF-8
HOSTSACCESS=$(realpath "${HOSTSACCESS:-build/hostsaccess}")
export HOSTSACCESS
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
top=$PWD
. tests/support/parts.sh

command -v git >/dev/null || {
	skip 'hooks' 'there is no git'
	echo "commit: $passed passed, $failed failed, $skipped skipped"
	exit 0
}

# Nothing of the git that runs us, or of its user's settings.
unset "${!GIT_@}"
export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
    GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com \
    GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
unset SSH_CONNECTION

# begin: a repository with a sound policy, and the hook.
begin() {
	cd "$work" && rm -rf repository && git init -q repository &&
		cd repository && mkdir -p .git/hooks etc &&
		install -m 755 "$top/conf/pre-commit" .git/hooks/pre-commit &&
		echo 'sshd: 192.0.2.' >etc/hosts.allow &&
		echo 'ALL: ALL' >etc/hosts.deny &&
		git add . && git commit -qm first
}

# refused WORDS COMMAND...: there is no commit, and the words are said.
refused() {
	local words=$1 before
	shift
	before=$(git rev-parse HEAD)
	! "$@" >"$work/said" 2>&1 && grep -q -e "$words" "$work/said" &&
		[ "$(git rev-parse HEAD)" = "$before" ] && return
	cat "$work/said"
	return 1
}

# made COMMAND...: there is one more.
made() {
	local before
	before=$(git rev-parse HEAD)
	"$@" && [ "$(git rev-parse HEAD^)" = "$before" ]
}

commits_the_first() {
	begin && [ "$(git rev-list HEAD | wc -l)" -eq 1 ]
}

refuses_a_broken_table() {
	begin && echo 'sshd 192.0.2.7' >>etc/hosts.deny && git add . &&
		refused '^./etc/hosts.deny:2:.*HA101' git commit -qm x
}

refuses_the_first_one() {
	begin && git update-ref -d HEAD &&
		echo 'sshd: 192.0.2.300' >etc/hosts.allow && git add . &&
		! git commit -qm x && ! git rev-parse -q --verify HEAD
}

lets_a_good_one_through() {
	begin && echo 'vsftpd: 198.51.100.7' >>etc/hosts.allow &&
		made git commit -qam x
}

checks_what_is_staged() {
	begin && echo 'sshd: 10.0.0.1/8' >etc/hosts.allow && git add . &&
		echo 'sshd: 192.0.2.' >etc/hosts.allow &&
		refused HA201 git commit -qm x
}

leaves_alone_what_is_not() {
	begin && echo 'sshd: 198.51.100.' >etc/hosts.allow && git add . &&
		echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		made git commit -qm x &&
		refused HA201 git commit -qam x &&
		refused HA201 git commit -qm x etc/hosts.allow
}

# Alone, the new hosts.allow is sound.
judges_both_together() {
	begin && echo 'sshd: 198.51.100.7' >etc/hosts.deny &&
		made git commit -qam x &&
		echo 'sshd: ALL' >etc/hosts.allow &&
		! "$HOSTSACCESS" check --no-lookup -q etc/hosts.deny \
		    etc/hosts.allow &&
		"$HOSTSACCESS" check --no-lookup -q etc/hosts.allow \
		    --ignore HA507 && git add . &&
		refused 'etc/hosts.deny:1' git commit -qm x
}

# What is refused there already stays out, with one table or none.
takes_a_table_away() {
	begin && git rm -q etc/hosts.allow && git rm -q etc/hosts.deny &&
		made git commit -qm x
}

lets_a_template_through() {
	begin && echo 'ALL: {{ item }}' >etc/hosts.deny.j2 && git add . &&
		made git commit -qm x
}

# The kind of a table is that of its name, also with an ending.
knows_kinds() {
	begin && printf '%s\n' 'ALL: PARANOID' 'sshd 192.0.2.7' \
	    >hosts_deny.orig && git add . &&
		refused 'hosts_deny.orig:2:' git commit -qm x
}

# Names that are none of a table, links, and folders.
minds_nothing_else() {
	begin && mkdir hosts.deny.d && echo 'no table' >hosts.denyhosts &&
		echo 'no table' >hosts.deny.d/x && echo no >ghosts.allow &&
		ln -s etc/hosts.allow hosts.allow && git add . &&
		made git commit -qm x
}

takes_any_name() {
	local folder=$'odd "folder\n--as'
	begin && mkdir -p "$folder" &&
		echo 'sshd: 192.0.2.' >"$folder/hosts.allow" &&
		git add . && made git commit -qm x &&
		echo 'sshd: 192.0.2.300' >"$folder/hosts.allow" && git add . &&
		refused HA211 git commit -qm x
}

knows_what_is_missing_here() {
	begin && echo 'vsftpd: 192.0.2. : aclexec /opt/none %a' \
	    >>etc/hosts.allow && made git commit -qam x
}

takes_options() {
	begin && echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		git config hostsaccess.options '--ignore HA201 --level error' &&
		made git commit -qam x
}

can_be_passed_by() {
	begin && echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		made git commit -qam x --no-verify
}

refuses_without_the_command() {
	begin && echo 'sshd: 198.51.100.' >etc/hosts.allow && git add . &&
		HOSTSACCESS=/nonexistent refused nonexistent git commit -qm x
}

# ---- what the other files run ----

# blocks FILE: the scripts of a workflow, a file each.
blocks() {
	mkdir -p "$work/blocks" && rm -f "$work/blocks/"* &&
		awk -v to="$work/blocks/" '
		/^ *- name: / { name = $0; sub(/.*name: /, "", name) }
		/^ *run: \|$/ { indent = match($0, /[^ ]/) + 1; next }
		indent && substr($0, 1, indent) !~ /[^ ]/ {
			print substr($0, indent + 1) >(to name); next }
		{ indent = 0 }' "$1"
}

step() { # NAME: as GitHub runs it
	PATH=$work/bin:$PATH TABLES='etc/hosts.allow etc/hosts.deny' \
	    bash -e "$work/blocks/$1"
}

annotates() {
	begin && step Check && echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		! step Check >"$work/out" && cat "$work/out" &&
		grep -q '^::warning file=etc/hosts.allow,line=1,col=7,' \
		    "$work/out"
}

reports() {
	begin && step 'Report for code scanning' &&
		! grep -q '"ruleId":"HA201"' hostsaccess.sarif &&
		echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		step 'Report for code scanning' &&
		grep -q '"ruleId":"HA201"' hostsaccess.sarif &&
		grep -q '"uri":"etc/hosts.allow"' hostsaccess.sarif &&
		rm etc/hosts.allow && ! step 'Report for code scanning'
}

# What the file says is run with names of files, if they are tables.
runs_for_the_program() {
	local entry names
	entry=$(sed -n 's/^ *entry: //p' "$top/conf/pre-commit-config.yaml")
	names=$(sed -n "s/^ *files: '\(.*\)'$/\1/p" \
	    "$top/conf/pre-commit-config.yaml")
	[ -n "$entry" ] && [ -n "$names" ] &&
		diff <(printf '%s\n' etc/hosts.allow hosts_deny x/hosts.deny.j2 |
			grep -E "$names") <(printf '%s\n' etc/hosts.allow \
		    hosts.allowed hosts_deny ghosts.deny x/hosts.deny.j2 \
		    hosts.deny/x hosts.tests | grep -E "$names") &&
		[ "$(grep -cE "$names" <<<x/hosts.deny.j2)" -eq 1 ] && begin &&
		PATH=$work/bin:$PATH && $entry etc/hosts.allow etc/hosts.deny &&
		echo 'sshd: 10.0.0.1/8' >etc/hosts.allow &&
		! $entry etc/hosts.allow
}

# The hook and the program find the same names.
finds_the_same_names() {
	diff <(sed -n "s/^ *files: '(^|\/)\(.*\)'$/\1/p" \
	    "$top/conf/pre-commit-config.yaml") \
	    <(sed -n "s/^table='^(.\*\/)?\(.*\)'$/\1/p" "$top/conf/pre-commit")
}

is_yaml() {
	python3 -c 'import sys, yaml
for name in sys.argv[1:]: yaml.safe_load(open(name))' \
	    "$top/conf/pre-commit-config.yaml" "$top/conf/github-workflow.yml"
}

mkdir "$work/bin"
ln -s "$HOSTSACCESS" "$work/bin/hostsaccess"
claim 'the first commit of a sound policy' commits_the_first
claim 'a broken table is refused' refuses_a_broken_table
claim 'also in the first commit' refuses_the_first_one
claim 'a good one is let through' lets_a_good_one_through
claim 'what is staged is checked' checks_what_is_staged
claim 'what is not staged is not' leaves_alone_what_is_not
claim 'both tables are judged together' judges_both_together
claim 'a table is taken away' takes_a_table_away
claim 'a template is let through' lets_a_template_through
claim 'other names of tables are known' knows_kinds
claim 'what is no table does not matter' minds_nothing_else
claim 'names hold any byte' takes_any_name
claim 'what is missing here does not matter' knows_what_is_missing_here
claim 'git has options for check' takes_options
claim 'the hook can be passed by' can_be_passed_by
claim 'without hostsaccess there is no commit' refuses_without_the_command
blocks "$top/conf/github-workflow.yml"
claim 'the workflow annotates' annotates
claim 'the workflow reports' reports
claim 'the program pre-commit has the same' runs_for_the_program
claim 'for the same files' finds_the_same_names
if python3 -c 'import yaml' 2>/dev/null; then
	claim 'the examples are YAML' is_yaml
else
	skip 'the examples as YAML' 'no yaml for python3'
fi
echo "commit: $passed passed, $failed failed, $skipped skipped"
((failed == 0))
