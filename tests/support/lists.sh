#!/bin/sh
# usage: lists.sh FILE...
#
# The Makefile lists its files one by one, so that nothing is built, run or
# left out by accident.  Prints what is listed but not there, and what is
# there but not listed.
set -u
bad=0

for file; do
	[ -e "$file" ] && continue
	echo "$file: listed in the Makefile, but not there"
	bad=1
done

for file in common/*.c common/*/*.c pam_hostsaccess/*.c cli/*.c cli/*/*.c tests/*/*.c man/*.[1-9] \
    tests/*.sh; do
	[ -e "$file" ] || continue
	# `make fuzz` takes what is there.
	case $file in tests/fuzz/*) continue ;; esac
	case " $* " in
	*" $file "*) ;;
	*)
		echo "$file: not listed in the Makefile"
		bad=1
		;;
	esac
done
exit $bad
