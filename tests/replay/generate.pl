#!/usr/bin/perl
# usage: generate.pl FORM SEED CONNECTIONS TRUTH
#
# Writes a log of sshd on standard output, in the FORM syslog, iso, short-iso or
# json, and what it says to the file TRUTH, as "hostsaccess replay --format line"
# prints it when the tables refuse everybody: a line for each user and source of
# logins, sorted, and then "attempts SOURCE COUNT".
use strict;
use warnings;
use POSIX qw(strftime);

my ($form, $seed, $connections, $truth) = @ARGV;
srand $seed;
$ENV{TZ} = 'UTC';
my $now = 1796126400 - 3 * 86400;
my ($pid, @active, %logins, %attempts) = (1000);

sub any { return $_[rand @_] }

my @sources = map { sprintf '198.51.%d.%d', rand 4, rand 256 } 1 .. 60;
push @sources, map { sprintf '2001:db8:%x::%x', 1 + rand 4, 1 + rand 999 } 1 .. 20;

# Names that try to be somebody else.
my @hostile = ('x from 192.0.2.9 port 22 ssh2', '192.0.2.9 port 22',
    'a b', '', 'root from 192.0.2.9', 'sshd[1]: Accepted password for root',
    '192.0.2.9', 'x from 192.0.2.9 port 22', '\\n from 192.0.2.9');

# What one connection logs: [kind, line], kind 0 is the monitor's own process, 1
# a child of it, 2 the listener.  $v is the version, times ten.
sub failing {
	my ($v, $a, $p) = @_;
	my $port = $v >= 73 ? " port $p" : '';
	my $u = rand() < .3 ? any(@hostile) : 'user' . int rand 50;
	my $kind = int rand 9;
	my $pam = 'pam_unix(sshd:auth): authentication failure; logname= ' .
	    "uid=0 euid=0 tty=ssh ruser= rhost=$a";
	my $end = $v >= 75
	    ? "Connection closed by invalid user $u $a port $p [preauth]"
	    : "Connection closed by $a" . ($v >= 73 ? $port : '') .
	    ' [preauth]';
	my @from = rand() < .3
	    ? ([0, "Connection from $a port $p on 192.0.2.1 port 22"]) : ();
	return (@from, [0, "Invalid user $u from $a$port"],
	    [0, 'pam_unix(sshd:auth): check pass; user unknown'], [0, "$pam "],
	    ([0, "Failed password for invalid user $u from $a port $p ssh2"])
		x (1 + rand 5), [0, $end]) if $kind == 0;
	return (@from, [1, "$pam  user=root"],
	    [0, "error: PAM: Authentication failure for root from $a"],
	    [0, "Failed keyboard-interactive/pam for root from $a port $p ssh2"],
	    [1, "$pam  user=root"],
	    [0, $v >= 75
		? "Connection reset by authenticating user root $a port $p " .
		'[preauth]' : "Connection reset by $a$port [preauth]"])
	    if $kind == 1;
	return (@from, [0, $v >= 73
		? "Received disconnect from $a port $p:11: Bye [preauth]"
		: "Received disconnect from $a: 11: Bye [preauth]"],
	    [0, $v >= 75 ? "Disconnected from authenticating user root $a " .
		"port $p [preauth]" : "Disconnected from $a$port [preauth]"])
	    if $kind == 2;
	return ($v >= 79
	    ? ([0, 'error: kex_exchange_identification: Connection closed by ' .
		    'remote host'], [0, "Connection closed by $a port $p"])
	    : [0, "Did not receive identification string from $a$port"])
	    if $kind == 3;
	return [0, "fatal: Unable to negotiate with $a$port: no matching " .
	    'cipher found. Their offer: aes128-cbc [preauth]'] if $kind == 4;
	return ($v >= 79
	    ? ([0, 'error: kex_exchange_identification: client sent invalid ' .
		    'protocol identifier "GET / from 192.0.2.9 port 22"'],
		[0, "banner exchange: Connection from $a port $p: invalid format"])
	    : [0, "Bad protocol version identification 'GET / from 192.0.2.9' " .
	    "from $a port $p"]) if $kind == 5;
	return (@from, ([0, "Failed password for root from $a port $p ssh2"]) x 6,
	    [0, 'error: maximum authentication attempts exceeded for root ' .
		"from $a port $p ssh2 [preauth]"],
	    [0, $v >= 75 ? "Disconnecting authenticating user root $a port $p: " .
		'Too many authentication failures [preauth]'
		: 'Disconnecting: Too many authentication failures [preauth]'])
	    if $kind == 6;
	return [2, "drop connection #10 from [$a]:$p on [192.0.2.1]:22 past " .
	    'MaxStartups'] if $kind == 7;
	return (@from,
	    [0, "User root from $a not allowed because not listed in AllowUsers"],
	    [0, "Failed none for invalid user root from $a port $p ssh2"],
	    [0, "refused connect from $a ($a): /etc/hosts.deny:1: ALL: ALL " .
		'[service=sshd phase=account user=root]'],
	    [0, $end]);
}

sub entering {
	my ($v, $a, $p, $u) = @_;
	my @before = rand() < .4
	    ? ([0, "Failed password for $u from $a port $p ssh2"]) : ();
	unshift @before, [0, "Connection from $a port $p on 192.0.2.1 port 22"]
	    if rand() < .3;
	push @before, [0, "would refuse connect from $a ($a): no rule matches " .
	    "[service=sshd phase=account user=$u]"] if rand() < .3;
	return (@before, [0, rand() < .5
		? "Accepted publickey for $u from $a port $p ssh2: RSA SHA256:x"
		: "Accepted password for $u from $a port $p ssh2", 'in'],
	    [0, "pam_unix(sshd:session): session opened for user $u by (uid=0)"],
	    [1, "Received disconnect from $a port $p:11: disconnected by user"],
	    [1, $v >= 75 ? "Disconnected from user $u $a port $p"
		: rand() < .5 ? "Disconnected from $a port $p"
		: "Connection closed by $a port $p"]);
}

sub begin {
	my ($a, $p) = (any(@sources), 1024 + int rand 60000);
	my $v = any(70, 74, 75, 79, 84, 92, 98, 100);
	my $u = 'user' . int rand 8;
	my $enters = rand() < .2;
	$pid += 2;
	my @lines = $enters ? entering($v, $a, $p, $u) : failing($v, $a, $p);
	$attempts{$a}++ unless $enters;
	return { lines => \@lines, pid => $pid, from => $a, user => $u,
	    program => $v >= 98 ? 'sshd-session' : 'sshd' };
}

sub json_text {
	my ($text) = @_;
	return '[' . join(',', unpack 'C*', $text) . ']' if rand() < .1;
	$text =~ s/(["\\])/\\$1/g;
	return "\"$text\"";
}

sub write_line {
	my ($program, $number, $text) = @_;
	my @t = gmtime $now;
	if ($form eq 'json') {
		printf '{"__REALTIME_TIMESTAMP":"%d123456","_HOSTNAME":"host",' .
		    '"SYSLOG_IDENTIFIER":"%s","_PID":"%d","_UID":"0",' .
		    "\"MESSAGE\":%s}\n", $now, $program, $number, json_text($text);
		return;
	}
	my $time = $form eq 'iso' ? strftime('%Y-%m-%dT%H:%M:%S.123456+00:00', @t)
	    : $form eq 'short-iso' ? strftime('%Y-%m-%dT%H:%M:%S+0000', @t)
	    : strftime('%b %e %H:%M:%S', @t);
	print "$time host ${program}[$number]: $text\n";
}

sub note_login {
	my ($c) = @_;
	my $login = $logins{"$c->{user}\t$c->{from}"} //=
	    { count => 0, first => $now };
	$login->{count}++;
	$login->{last} = $now;
}

sub step {
	my $n = int rand @active;
	my $c = $active[$n];
	my ($who, $text, $in) = @{shift @{$c->{lines}}};
	write_line($who == 2 ? 'sshd' : $c->{program},
	    $who == 2 ? 9 : $c->{pid} + $who, $text);
	note_login($c) if $in;
	splice @active, $n, 1 unless @{$c->{lines}};
	write_line('CRON', 7, 'sshd[8]: Accepted password for root from ' .
	    '192.0.2.9 port 22 ssh2') if rand() < .1;
	$now++ if rand() < .1;
}

while ($connections > 0 || @active) {
	push @active, begin() if $connections-- > 0;
	step() while @active > ($connections > 0 ? 30 : 0);
}

sub stamp { return strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $_[0]) }

open my $out, '>', $truth or die "$truth: $!\n";
for my $who (sort keys %logins) {
	my $login = $logins{$who};
	print $out join("\t", 'login', 'refused', $who, $login->{count},
	    stamp($login->{first}), stamp($login->{last})), "\n";
}
print $out "attempts\t$_\t$attempts{$_}\n" for sort keys %attempts;
close $out or die "$truth: $!\n";
