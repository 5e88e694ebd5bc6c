#!/usr/bin/perl
# usage: fix.pl FOLDER SEED TABLES
#
# Random tables with things to repair, and "hostsaccess check --fix" on them:
#
#	every request has the same verdict before and after, by the same line
#	lines that are sound, and those of other programs, stay as they are
#	--diff writes nothing, and patch(1) makes the same file of it
#	in the end a further --fix changes nothing
use strict;
use warnings;
use File::Basename qw(dirname);

my ($folder, $seed, $tables) = @ARGV;
my $command = $ENV{HOSTSACCESS} // die "HOSTSACCESS is not set\n";
my ($passed, $failed) = (0, 0);
my $has_patch = system('patch --version >/dev/null 2>&1') == 0;
my @kinds = qw(hosts.allow hosts.deny);

# perl's own rand() is not the same everywhere.
my $state;
sub below { $state = ($state * 1103515245 + 12345) % 2**31; int($state / 65536) % $_[0] }
sub one { $_[below(scalar @_)] }

sub octets { join '.', one(10, 192, 198), one(0, 51, 168), one(0, 2, 100), below(4) }
sub group { one('db8', '1', 'abcd', '0') }

# A client, and whether there is nothing in it to repair.
sub client {
	my $kind = below(14);
	return (octets(), 1) if $kind < 3;
	return (octets() . '/' . (8 + below(25)), 0) if $kind < 5;
	return (octets() . '/255.255.255.255', 0) if $kind == 5;
	return (octets() . '/255.255.0.0', 0) if $kind == 6;
	return ('2001:' . group() . '::' . below(4), 0) if $kind == 7;
	return ('[2001:' . group() . '::' . below(4) . '/' .
	    one(32, 64, 128) . ']', 0) if $kind == 8;
	return ('[2001:' . group() . '::]/' . one(32, 64), 0) if $kind == 9;
	return (one('.example.com', 'ALL', 'LOCAL', '10.', '192.0.'), 0)
	    if $kind == 10;
	return (one('010.0.0.1', '10.1', '192.0.2', '10.0.0.0/8x', '0.0.0.0/0',
	    '::ffff:10.0.0.1', '*', '10.*'), 0) if $kind == 11;
	return ('[2001:db8::' . below(4) . ']', 1);
}

sub clients {
	my ($text, $is_sound) = client();
	for (1 .. below(4)) {
		my ($more, $is_more_sound) = client();
		$text .= one(' ', ', ', ',', "\t", " \\\n  ", ' EXCEPT ') . $more;
		$is_sound &&= $is_more_sound;
	}
	return ($text, $is_sound);
}

# Lines, each with whether it must stay.
sub paragraph {
	my ($kind) = @_;
	my $address = octets();
	my $what = below(16);
	return (['# a comment, 192.0.2.33/24', 1]) if $what == 0;
	return (["ALL: $address", 1]) if $what == 1;
	return (["ALL:[2001:db8::$what/32]", 0]) if $what == 2;
	return (["# DenyHosts: Tue Nov 23 03:41:00 2026 | sshd: $address/9", 1],
	    ["sshd: $address/9", 1]) if $what == 3;
	return (['###sshguard###', 1], ["ALL : $address/9 [2001:db8::1/32] : DENY", 1],
	    ['###sshguard###', 1]) if $what == 4;
	return (['', 1]) if $what == 5;
	return (["ALL:2001:db8::$what", 1]) if $what == 6;
	my ($text, $is_sound) = clients();
	my $daemon = one('sshd', 'ALL', 'ftpd', 'sshd, ftpd', 'sshd@[2001:db8::1/64]',
	    'ALL EXCEPT sshd');
	my $options = one('', '', '', ': allow', ' : deny', ': permit');
	$is_sound &&= $daemon !~ /\@/;
	my @lines = split /\n/, "$daemon: $text$options";
	return map { [$_, $is_sound] } @lines;
}

sub table {
	my ($kind) = @_;
	my @lines = map { paragraph($kind) } 1 .. 2 + below(12);
	my $end = one("\n", "\n", "\n", "\r\n");
	my $text = join $end, map { $_->[0] } @lines;
	$text .= $end if below(4);
	$text = "\xef\xbb\xbf$text" if !below(5);
	return ($text, @lines);
}

# As if the file had been written a while ago, so that nobody waits for more.
sub age {
	my ($path) = @_;
	utime 1e9, 1e9, $path, dirname($path);
}

sub write_file {
	my ($name, $text) = @_;
	open my $out, '>:raw', "$folder/$name" or die "$name: $!";
	print $out $text;
	close $out or die;
	age("$folder/$name");
}

sub slurp {
	open my $in, '<:raw', "$folder/$_[0]" or return '';
	local $/;
	return <$in> // '';
}

sub run {
	my $output = `cd '$folder' && '$command' $_[0] 2>&1`;
	return ($? & 127 ? 128 + ($? & 127) : $? >> 8, $output);
}

sub requests {
	my $text = '';
	for my $daemon (qw(sshd ftpd other)) {
		$text .= "$daemon " . octets() . "\n" for 1 .. 20;
		$text .= "$daemon 2001:" . group() . '::' . below(4) . "\n"
		    for 1 .. 8;
		$text .= "$daemon $_\n" for 'gate.example.com=10.0.0.1',
		    'unknown', 'printer=192.0.2.1', '203.0.113.9';
		$text .= "$daemon 10.0.0.2 server=2001:db8::7\n";
	}
	return $text;
}

sub verdicts {
	my $words = '-d . --batch=requests --no-lookup --format line';
	return scalar `cd '$folder' && '$command' match $words 2>/dev/null`;
}

sub strip {
	my ($text) = @_;
	$text =~ s/^\xef\xbb\xbf//;
	$text =~ s/\r$//mg;
	return split /\n/, $text, -1;
}

# Nothing but what is to be repaired has changed.
sub stayed {
	my ($name, $after, @lines) = @_;
	my @got = strip($after);
	pop @got if @got && $got[-1] eq '';
	push @got, '' while @got < @lines;
	my @faults;
	push @faults, "$name: " . @got . ' lines, not ' . @lines
	    if @got != @lines;
	for my $i (0 .. $#lines) {
		push @faults, "$name:" . ($i + 1) . ": now $got[$i]"
		    if $lines[$i][1] && $got[$i] ne $lines[$i][0];
	}
	return @faults;
}

my $check = 'check -d . --no-lookup --no-keep-me';

sub check_diff {
	my (%before) = @_;
	my @faults;
	my ($status, $diff) = run("$check --diff");
	for (@kinds) {
		push @faults, "--diff wrote $_" if slurp($_) ne $before{$_};
	}
	push @faults, "--diff: exit status $status"
	    if $status != ($diff eq '' ? 0 : 1);
	return ({}, @faults) if !$has_patch;
	my %patched = %before;
	if ($diff ne '') {
		write_file('diff', $diff);
		my $said = `cd '$folder' && patch --binary -p0 -s <diff 2>&1`;
		push @faults, "patch: $said" if $? != 0 || $said ne '';
		$patched{$_} = slurp($_) for @kinds;
		write_file($_, $before{$_}) for @kinds;
	}
	return (\%patched, @faults);
}

sub check_tables {
	my (%before, %lines, @faults);
	for (@kinds) {
		($before{$_}, @{ $lines{$_} }) = table($_);
		write_file($_, $before{$_});
	}
	write_file('requests', requests());
	# What a line without its newline admits counts when --fix ends it.
	write_file($_, $before{$_} =~ s/(?<!\n)\z/\n/r) for @kinds;
	my $verdicts = verdicts();
	write_file($_, $before{$_}) for @kinds;
	push @faults, 'no verdicts' if $verdicts !~ /^(allow|deny)\t/;
	for my $round (1 .. 5) {
		my %now = map { $_ => slurp($_) } @kinds;
		my ($patched, @more) = check_diff(%now);
		my ($status, $said) = run("$check --fix --format line");
		push @faults, map { "round $round: $_" } @more;
		push @faults, "round $round: exit status $status" if $status > 1;
		for (@kinds) {
			push @faults, "round $round: --diff has another $_"
			    if $has_patch && slurp($_) ne $patched->{$_};
			push @faults, stayed($_, slurp($_), @{ $lines{$_} });
		}
		last if !grep { slurp($_) ne $now{$_} } @kinds;
		push @faults, "still something to repair:\n$said" if $round == 5;
	}
	push @faults, "verdicts:\n" . differences($verdicts, verdicts())
	    if $verdicts ne verdicts();
	return (\%before, @faults);
}

sub differences {
	my @before = split /\n/, $_[0];
	my @after = split /\n/, $_[1];
	return join '', map { ($before[$_] // '') eq ($after[$_] // '') ? '' :
	    "- " . ($before[$_] // '') . "\n+ " . ($after[$_] // '') . "\n"
	} 0 .. $#before;
}

for my $number (1 .. $tables) {
	$state = $seed * 100003 + $number;
	below(2) for 1 .. 8;
	my ($before, @faults) = check_tables();
	if (!@faults) {
		$passed++;
		next;
	}
	$failed++;
	print "table $number of seed $seed:\n", map { "  $_\n" } @faults;
	for (@kinds) {
		print "--- $_ was\n$before->{$_}\n--- and is\n", slurp($_), "\n";
	}
	last if $failed == 3;
}
print "fix-tables: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
