#!/usr/bin/perl
# usage: choose.pl FILE TEXT
#
# Prints FILE with only those of its cases that hold TEXT, and with an empty line
# for each line that is left out, so that the others keep their numbers.  Fails
# if there is none.
#
# In tests/check/*.cases a case is a paragraph, and its first line counts.  In
# those that tests/pam/driver reads it is a line "- WORD...", with the lines after
# it that say what is expected; a topic that holds TEXT is taken whole.  In
# tests/verdicts/*.tsv it is a line, after the first.
use strict;
use warnings;

my ($file, $text) = @ARGV;
my ($is_chosen, $has_topic, $count) = (0, 0, 0);
open my $in, '<', $file or die "$file: $!\n";
while (my $line = <$in>) {
	my $holds = index($line, $text) >= 0;
	my $begins = 0;
	if ($file =~ /\.tsv$/) {
		$is_chosen = $holds || $. == 1;
		$begins = $. > 1;
	} elsif ($file =~ m{^tests/check/}) {
		$begins = $line =~ /^[+-]HA\d/;
		$is_chosen = 0 if $line eq "\n";
		$is_chosen = $holds if $begins;
	} elsif ($line =~ /^= /) {
		$has_topic = $holds;
		$is_chosen = 1;
	} elsif ($line =~ /^-/) {
		$begins = 1;
		$is_chosen = $has_topic || $holds;
	} elsif ($line !~ /^[<>]/) {
		$is_chosen = 1;
	}
	$count++ if $begins && $is_chosen;
	print $is_chosen ? $line : $file =~ /\.tsv$/ ? '' : "\n";
}
exit($count == 0);
