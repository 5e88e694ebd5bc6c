#!/usr/bin/perl
# usage: cases.pl COMMAND CODES FILE.cases...
#
# Runs "hostsaccess check" on small tables and looks for one message in what it
# finds.  A case is a paragraph:
#
#	+HA201 what is shown		the message must be there ("-HA201": must not)
#	allow: LINE			a line of hosts.allow; more lines, more of it
#	deny: LINE			a line of hosts.deny
#	file NAME: LINE			a line of another file, which may be in a folder
#	at: deny:1:8			the place of the message: table or file, line,
#					column; "deny" alone is the file as a whole
#	has: WORDS			its text holds these
#	help: WORDS			its help is this, and nothing else
#	clean: yes			nothing else of level warning or above
#	rc: 1				the exit status
#	args: WORDS			further arguments
#	files: WORDS			checked instead of the two tables
#	env: NAME=VALUE			a variable
#	sh: COMMAND			run before, in the folder of the case
#	fixed allow: LINE		a line of the file behind --fix; likewise deny
#
# In a LINE \n, \r, \t, \0, \\ and \xHH stand for bytes, and $D for the folder;
# a LINE gets a newline, unless it ends in \c.  A table without lines is not
# there; where neither is, an empty hosts.deny is put there.  CODES is the
# catalogue: every message must have a case of each kind.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use File::Path qw(make_path);
use File::Temp qw(tempdir);

# A signal is an end like any other: temporary folders are removed.
$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);

my ($command, $catalogue, @files) = @ARGV;
die "usage: cases.pl COMMAND CODES FILE.cases...\n" if !@files;
$command = abs_path($command);
umask 022;
my ($passed, $failed) = (0, 0);
my %shown;

# What only a request can show, or only a machine that is out of order, or a
# look-up (tests/dns); and what deployed.sh shows.
my %unshown = map { $_ => 1 } qw(HA601 HA257 HA258 HA280 HA408 HA604 HA605 HA606
    HA610 HA613 HA614 HA615 HA617 HA618 HA721 HA733);

sub unescape {
	my ($text, $folder) = @_;
	my %bytes = (n => "\n", r => "\r", t => "\t", 0 => "\0", '\\' => '\\');
	$text =~ s/\$D/$folder/g;
	my $newline = $text =~ s/\\c$// ? '' : "\n";
	$text =~ s/\\(x([0-9a-fA-F]{2})|[nrt0\\])/
	    defined $2 ? chr hex $2 : $bytes{$1}/gex;
	return $text . $newline;
}

sub slurp {
	open my $in, '<:raw', $_[0] or return undef;
	local $/;
	return scalar <$in>;
}

sub run {
	my ($folder, $env, @words) = @_;
	local $/ = "\n";
	my $pid = open(my $out, '-|') // die "fork: $!";
	if ($pid == 0) {
		chdir $folder or die;
		delete @ENV{qw(SSH_CONNECTION SSH_CLIENT COLUMNS)};
		$ENV{LC_ALL} = 'C.UTF-8';
		/^([^=]*)=(.*)$/s and $ENV{$1} = $2 for @$env;
		open STDERR, '>&', \*STDOUT;
		open STDIN, '<', '/dev/null';
		exec $command, 'check', @words or die;
	}
	binmode $out;
	my @lines = <$out>;
	close $out;
	chomp @lines;
	return ($? & 127 ? 128 + ($? & 127) : $? >> 8, @lines);
}

# As if the file had been written a while ago, so that nobody waits for more.
sub age {
	my ($path) = @_;
	utime 1e9, 1e9, $path, dirname($path);
}

sub write_files {
	my ($folder, $texts) = @_;
	for my $name (keys %$texts) {
		make_path(dirname("$folder/$name"));
		open my $out, '>:raw', "$folder/$name" or die "$name: $!";
		print $out $texts->{$name};
		close $out;
		age("$folder/$name");
	}
}

sub judge {
	my ($case, $status, @lines) = @_;
	my @faults;
	my @hits = grep { /\[$case->{code}\]$/ } @lines;
	if ($case->{sign} eq '-') {
		push @faults, "found: $_" for @hits;
	} else {
		my $at = $case->{at} // '';
		$at =~ s/^(allow|deny)\b/hosts.$1/;
		@hits = grep { index($_, "./$at: ") == 0 ||
		    index($_, "$case->{folder}/$at: ") == 0 } @hits
		    if $at ne '';
		@hits = grep { index($_, $case->{has}) >= 0 } @hits
		    if defined $case->{has};
		push @faults, "not found at $at" if !@hits;
	}
	if ($case->{clean}) {
		push @faults, "also: $_" for grep { / (warning|error): / &&
		    !/\[$case->{code}\]$/ } @lines;
	}
	push @faults, "exit status $status"
	    if (defined $case->{rc} && $status != $case->{rc}) ||
	    $status > 1 && !defined $case->{rc};
	return @faults;
}

sub check_fix {
	my ($case, @words) = @_;
	my @faults;
	return if !%{ $case->{fixed} };
	my ($status, @lines) =
	    run($case->{folder}, $case->{env}, @words, '--fix');
	push @faults, "--fix: exit status $status" if $status > 1;
	for my $name (sort keys %{ $case->{fixed} }) {
		my $got = slurp("$case->{folder}/$name") // '(not there)';
		next if $got eq $case->{fixed}{$name};
		push @faults, "$name behind --fix:\n$got", @lines;
	}
	return @faults;
}

# The help stands below the message, behind the line that it is about.
sub check_help {
	my ($case, @words) = @_;
	return if !defined $case->{help};
	my (undef, @lines) = run($case->{folder}, $case->{env}, @words);
	my @helps = map { / \[(HA\d+)\]$/ ? "[$1]"
	    : /^ *= help: (.*)/ ? $1 : () } @lines;
	for (1 .. $#helps) {
		return if $helps[$_] eq $case->{help} &&
		    $helps[$_ - 1] eq "[$case->{code}]";
	}
	return ("help is not: $case->{help}", @lines);
}

sub run_case {
	my ($case) = @_;
	my @words = ('--no-lookup', '--no-keep-me');
	push @words, defined $case->{files} ? split ' ', $case->{files}
	    : ('-d', '.');
	my @extra = split ' ', $case->{args} // '';
	write_files($case->{folder}, $case->{texts});
	for my $shell (@{ $case->{sh} }) {
		system('sh', '-c', "cd '$case->{folder}' && $shell") == 0 or
		    return ("sh: $shell: failed");
	}
	write_files($case->{folder}, { 'hosts.deny' => '' })
	    if !defined $case->{files} &&
	    !grep { lstat "$case->{folder}/hosts.$_" } qw(allow deny);
	@words = grep { $_ ne '--no-keep-me' } @words
	    if grep { /^SSH_CONNECTION=/ } @{ $case->{env} };
	s/\$D/$case->{folder}/g for @extra;
	my @faults = judge($case, run($case->{folder}, $case->{env},
	    '--format', 'line', @words, @extra));
	push @faults, "lines:", (run($case->{folder}, $case->{env},
	    '--format', 'line', @words, @extra)) if @faults;
	return (@faults, check_help($case, @words, @extra),
	    check_fix($case, @words, @extra));
}

sub parse {
	my ($paragraph, $where) = @_;
	my $folder = tempdir(CLEANUP => 1);
	my $case = { folder => $folder, texts => {}, fixed => {}, sh => [],
	    env => [] };
	for (split /\n/, $paragraph) {
		next if /^#/;
		if (/^([+-])(HA\d{3}) (.+)$/) {
			@$case{qw(sign code title)} = ($1, $2, $3);
		} elsif (/^(allow|deny): ?(.*)$/) {
			$case->{texts}{"hosts.$1"} .= unescape($2, $folder);
		} elsif (/^file (\S+): ?(.*)$/) {
			$case->{texts}{$1} .= unescape($2, $folder);
		} elsif (/^fixed (allow|deny): ?(.*)$/) {
			$case->{fixed}{"hosts.$1"} .= unescape($2, $folder);
		} elsif (/^(sh|env): (.+)$/) {
			my ($key, $value) = ($1, $2);
			$value =~ s/\$D/$folder/g;
			push @{ $case->{$key} }, $value;
		} elsif (/^(at|has|help|clean|rc|args|files): (.+)$/) {
			$case->{$1} = $2;
		} else {
			die "$where: $_\n";
		}
	}
	return defined $case->{code} ? $case : undef;
}

for my $file (@files) {
	open my $in, '<:raw', $file or die "$file: $!";
	local $/ = '';
	while (my $paragraph = <$in>) {
		my $case = parse($paragraph, "$file, paragraph $.") or next;
		my @faults = run_case($case);
		$shown{"$case->{sign}$case->{code}"} = 1;
		if (@faults) {
			print "$file: $case->{sign}$case->{code} ",
			    "$case->{title}\n", map { "\t$_\n" } @faults;
			$failed++;
		} else {
			$passed++;
		}
	}
}
for (split /\n/, slurp($catalogue)) {
	next if !/^HA_CODE\((\d+)/ || $unshown{"HA$1"};
	for my $sign ('+', '-') {
		next if $shown{"${sign}HA$1"} || @files == 1;
		print "HA$1 has no case with $sign\n";
		$failed++;
	}
}
print "check-cases: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
