#!/usr/bin/perl
# usage: unit_rows.pl FILE.c [TEXT] <OUTPUT
#
# Shows what a unit test's program printed, and under each result of a test that
# runs once for every row of a table that row, as FILE.c has it: libcheck gives
# its number only.  With TEXT only results that hold it, in the row or before it;
# the status is then 1 if there is none, and 2 if one of them is a failure.
use strict;
use warnings;

my ($file, $text) = @ARGV;
my $source = do {
	local $/;
	open my $in, '<', $file or die "$file: $!\n";
	<$in>;
};

# The top-level parts of what stands between the braces of a table; none where
# it is made by macros.
sub rows {
	my ($table) = @_;
	my ($depth, $row, @rows) = (0, '');
	pos($source) = 0;
	$source =~ /\b\Q$table\E\[\w*\]\s*=\s*\{/g or return;
	while ($source =~ m{\G("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)+'|/\*.*?\*/|.)}gs) {
		my $piece = $1;
		return if $piece eq '#';
		$piece = ' ' if $piece =~ m{^(?:/\*.*|\s)$}s;
		$depth-- if $piece =~ /^[])}]$/;
		last if $depth < 0;
		if ($depth == 0 && $piece eq ',') {
			push @rows, $row;
			$row = '';
			next;
		}
		$depth++ if $piece =~ /^[[({]$/;
		$row .= $piece unless $piece eq ' ' && $row =~ /^$| $/;
	}
	return (@rows, $row);
}

# By test: the table that it counts, or else the one that it looks into.
my (%table, %rows, @results);
$table{$1} = $2
    while $source =~ /START_TEST\((\w+)\)(?:(?!END_TEST).)*?(\w+)\[_i\]/gs;
$table{$1} = $2 while $source =~ /tcase_add_loop_test\(\s*\w+,\s*(\w+),\s*0,
    \s*(?:COUNT\(|sizeof\()(\w+)\)/gx;
$rows{$_} = [rows($table{$_})] for keys %table;
while (my $line = <STDIN>) {
	if ($line =~ /^[^:\n]+:\d+:([PFES]):[^:]*:([^:]*):(\d+):/) {
		my $row = $rows{$2}[$3];
		push @results, { kind => $1, lines => '', row => defined $row
		    ? "    row $3: $row\n" : '' };
	}
	push @results, { kind => '', lines => '', row => '' } if !@results;
	$results[-1]{lines} .= $line;
}
my @shown = grep { !defined $text || $_->{kind} ne '' &&
    index("$_->{lines}$_->{row}", $text) >= 0 } @results;
print map { $_->{lines}, $_->{row} } @shown;
exit 0 if !defined $text;
exit(!@shown ? 1 : grep({ $_->{kind} ne 'P' } @shown) ? 2 : 0);
