#!/usr/bin/perl
# usage: examples.pl COMMAND MANUAL
#
# What hostsaccess_diag(7) shows in its entries is true: a display is a sample,
# in which "hostsaccess check" finds the entry's number, line by line; behind a
# colon it is a repair, in which it does not.  Commands, with their "$" or "#"
# before them, are not tried.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);

# A signal is an end like any other: temporary folders are removed.
$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);

my ($command, $manual) = @ARGV;
die "usage: examples.pl COMMAND MANUAL\n" if !defined $manual;
$command = abs_path($command);
my ($passed, $failed) = (0, 0);

# Samples that show it as a whole.
my %whole = map { $_ => 1 } qw(HA116 HA117 HA118 HA119 HA130 HA131 HA133 HA135
    HA262 HA302 HA303 HA306 HA307);
# What needs a name server, files that root cannot read either, or a certain
# sshd.
my %untried = map { $_ => 1 } qw(HA257 HA258 HA280 HA605 HA727 HA733);

my $guarded = "auth requisite pam_hostsaccess.so\n" .
    "account requisite pam_hostsaccess.so\n";
my $enough = "auth required pam_unix.so\naccount required pam_unix.so\n";
# Stacks with the message, to try a repair at their top.
my %unrepaired = (
	HA704 => "auth requisite pam_hostsaccess.so\n",
	HA705 => "account requisite pam_hostsaccess.so\n",
	HA725 => "account requisite pam_hostsaccess.so enforce=no\n",
	HA731 => "auth requisite pam_hostsaccess.so user=login\n",
);

sub plain {
	my ($text) = @_;
	$text =~ s/\\e/\\/g;
	$text =~ s/\\&//g;
	$text =~ s/<U\+([0-9A-F]+)>/my $c = chr hex $1; utf8::encode($c); $c/ge;
	$text =~ s/<CR>/\r/g;
	$text =~ s/<blank>/ /g;
	return $text;
}

# Is the code among what is found in these files?  $D is their folder.
sub finds {
	my ($code, %files) = @_;
	my $folder = tempdir(CLEANUP => 1);
	mkdir "$folder/pam.d" or die;
	for my $name (keys %files) {
		open my $out, '>', "$folder/$name" or die "$name: $!";
		print $out $files{$name} =~ s/\$D/$folder/gr;
		close $out;
	}
	my @words = qw(check --no-lookup --format line -d .);
	my ($service) = map { m{^pam\.d/(sshd|remote)$} } keys %files;
	push @words, '--pam', $service, qw(--pam-dir pam.d)
	    if defined $service;
	push @words, qw(--sshd-config sshd_config) if $files{'pam.d/sshd'};
	my $pid = open(my $out, '-|') // die "fork: $!";
	if ($pid == 0) {
		chdir $folder or die;
		$ENV{SSH_CONNECTION} = '192.0.2.33 50000 192.0.2.1 22';
		open STDERR, '>&', \*STDOUT;
		exec $command, @words or die;
	}
	my @lines = <$out>;
	close $out;
	die "$code: wait status $?\n", @lines if $? != 0 && $? != 1 << 8;
	return scalar grep { /\[$code\]$/ } @lines;
}

# In a table; for HA22x in a pattern file.
sub shows_in {
	my ($code, $kind, $text) = @_;
	my %other = (allow => [deny => "ALL: ALL\n"],
	    deny => [allow => "sshd: 192.0.2.0/24\n"]);
	my %files = ("hosts.$kind" => $text);
	if ($code =~ /^HA22/ && $text !~ m{/etc/}) {
		%files = ("hosts.$kind" => "sshd: \$D/list\n", list => $text);
	}
	return finds($code, "hosts.$other{$kind}[0]" => $other{$kind}[1],
	    %files) || finds($code, %files);
}

sub shows_in_stack {
	my ($code, $text) = @_;
	my ($stack, $settings, $service) = ($text, '', 'sshd');
	$service = $1 if $stack =~ m{^# /etc/pam\.d/(\S+)$}m;
	($stack, $settings) = ($guarded . $enough, $text)
	    if $text =~ /^(UsePAM|PAMServiceName)/;
	$stack .= $enough if $text !~ /pam_(unix|permit)/;
	return finds($code, 'hosts.allow' => "$service: 192.0.2.0/24\n",
	    'hosts.deny' => "ALL: ALL\n", "pam.d/$service" => $stack,
	    'pam.d/other' => $enough, sshd_config => "$settings\nUsePAM yes\n",
	    'pam.d/password-auth' =>
	    "account sufficient pam_localuser.so\naccount required pam_unix.so\n");
}

sub is_sample {
	my ($code, $text) = @_;
	return shows_in_stack($code, $text) if $code =~ /^HA7/;
	my %tables = $text =~ /^# (hosts\.\w+)\n((?:[^#].*\n)+)/mg;
	return finds($code, %tables) if %tables;
	my @parts = $whole{$code} ? $text : split /^/, $text;
	for my $part (@parts) {
		return 0 if !grep { shows_in($code, $_, $part) } qw(allow deny);
	}
	return 1;
}

sub is_repair {
	my ($code, $text, $words) = @_;
	if (my $stack = $unrepaired{$code}) {
		return shows_in_stack($code, $stack) &&
		    !shows_in_stack($code, $text . $stack);
	}
	my $kind = $words =~ /hosts\.deny/ ? 'deny' : 'allow';
	my %other = (allow => "sshd: 192.0.2.0/24\n", deny => "ALL: ALL\n");
	return !finds($code, map({ ("hosts.$_" => $other{$_}) } keys %other),
	    "hosts.$kind" => $text);
}

sub try {
	my ($code, $text, $words) = @_;
	return if $untried{$code} || $text =~ /^(\$|# ch)/;
	my $is_repair = $words =~ /:\s*\z/;
	if ($is_repair ? is_repair($code, $text, $words)
	    : is_sample($code, $text)) {
		$passed++;
	} else {
		$failed++;
		print "$code: ", $is_repair ? 'no repair' : 'not shown by',
		    ":\n$text";
	}
}

open my $in, '<', $manual or die "$manual: $!";
my ($code, $words, $shown) = (undef, '');
while (my $line = <$in>) {
	if ($line =~ /^\.It .*\b(HA\d{3})\b/) {
		($code, $words) = ($1, '');
	} elsif ($line =~ /^\.S[hs]/) {
		undef $code;
	} elsif ($line =~ /^\.Bd/) {
		$shown = '';
	} elsif ($line =~ /^\.Ed/) {
		try($code, plain($shown), $words) if defined $code;
		($shown, $words) = (undef, '');
	} elsif (defined $shown) {
		$shown .= $line;
	} else {
		$words .= $line;
	}
}
print "examples: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
