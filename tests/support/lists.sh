#!/bin/sh
# usage: lists.sh FILE...
#
# The Makefile finds sources and tests where they lie, but names the runners and
# the manuals, whose order matters.  Prints what it names and is not there, and
# what is there and not named.
set -u
bad=0

for file; do
	[ -e "$file" ] && continue
	echo "$file: named in the Makefile, but not there"
	bad=1
done

for file in man/*.[1-9] tests/*.sh; do
	case " $* " in
	*" $file "*) ;;
	*)
		echo "$file: not named in the Makefile"
		bad=1
		;;
	esac
done
exit $bad
