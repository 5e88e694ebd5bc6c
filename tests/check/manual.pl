#!/usr/bin/perl
# usage: manual.pl MANUAL FOLDER
#
# Takes the tables of the section EXAMPLES out of a manual: each subsection is
# a policy, FOLDER/NUMBER, with the tables that it shows behind their names.
use strict;
use warnings;

my ($manual, $folder) = @ARGV;
my ($in_examples, $shows, $table, $number) = (0, 0, undef, 0);

sub plain {
	my ($text) = @_;
	$text =~ s/\\e/\\/g;
	$text =~ s/\\&//g;
	$text =~ s/\\\(dq/"/g;
	return $text;
}

sub add_line {
	mkdir "$folder/$number";
	open my $out, '>>', "$folder/$number/$table" or die "$table: $!";
	print $out plain($_[0]);
}

open my $in, '<', $manual or die "$manual: $!";
while (my $line = <$in>) {
	if ($line =~ /^\.Sh (.*)/) {
		$in_examples = $1 eq 'EXAMPLES';
	} elsif (!$in_examples) {
		next;
	} elsif ($line =~ /^\.Ss/) {
		$number++;
		undef $table;
	} elsif ($line =~ m{^\.Pa /etc/(hosts\.(?:allow|deny))}) {
		$table = $1;
	} elsif ($line =~ /^\.Bd/) {
		$shows = 1;
	} elsif ($line =~ /^\.Ed/) {
		# What follows without a name of a table is no rule.
		($shows, $table) = (0, undef);
	} elsif ($shows && defined $table) {
		add_line($line);
	}
}
