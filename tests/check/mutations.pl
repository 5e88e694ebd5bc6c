#!/usr/bin/perl
# usage: mutations.pl COMMAND FOLDER...
#
# Breaks the sound tables of each FOLDER in the ways in which real ones are
# broken, and sees that "hostsaccess check" finds each break where it is, under
# its own number.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Temp qw(tempdir);

# A signal is an end like any other: temporary folders are removed.
$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);

# Number, table, and the lines that are put before its others.  \n, \r, \t, \0
# and \xHH stand for bytes.
my @lines = map { [split /\t+/, $_, 3] } grep { /^HA/ } split /\n/, <<'END';
HA101	deny	sshd 203.0.113.50
HA101	deny	192.168.1.111192.168.1.222
HA103	deny	sshd:: 203.0.113.50
HA103	allow	sshd:
HA102	deny	: 203.0.113.50
HA104	allow	ALL: 127.0.0.1 [::1}
HA104	deny	[ALL: 203.0.113.50
HA105	allow	sshd: 203.0.113.50 EXCEPT
HA105	deny	EXCEPT vsftpd: 203.0.113.50
HA106	deny	sshd: 203.0.113\0.50
HA108	deny	sshd: 203.0.113.50 # until: deny
HA113	deny	sshd: 187.57.1\xe2\x80\x8b49.179
HA114	deny	sshd: 203.0.113.50 \xe2\x80\xae# ab
HA115	deny	sshd: h\xc3\xb6st.example.com
HA116	deny	<<<<<<< HEAD
HA116	allow	sshd: 203.0.113.50\n=======\nsshd: 203.0.113.51\n>>>>>>> 1234567 (rules)
HA117	allow	sshd: 203.0.113.50 \x5c \n
HA118	deny	# the old office \x5c\nsshd: 203.0.113.50
HA119	deny	  # the old office
HA120	deny	sshd: 203.0.113.50   # scans
HA121	deny	LONG
HA122	deny	203.0.113.50 evil.example.com evil
HA123	deny	sshd: http://evil.example.com/list.txt
HA125	deny	sshd: 203.0.113.50\rsshd: 203.0.113.51
HA132	deny	sshd: 203.0.113.50ALL: 203.0.113.51
HA132	allow	ALL: ALLsshd: 203.0.113.51
HA201	allow	ALL: 192.168.0.1/16
HA201	deny	ALL: 103.41.124.0/255.255.0.0
HA202	deny	vsftpd: 0.0.0.0/0
HA203	allow	sshd: 203.0.113.50/255.255.255.255
HA204	deny	ALL: 47.136.0.0/255.210.0.0
HA205	allow	ALL: 2400:cb00::/32
HA205	deny	ALL: 2001:db8:bad::1
HA206	deny	ALL: [2001:db8:bad::/48]
HA208	deny	sshd: 203.0.113.*
HA209	deny	vsftpd: *
HA210	deny	sshd: 203.0.113.0/24x
HA210	allow	sshd: 203.0.113.0/
HA210	deny	sshd: 203.0.113.0/33
HA211	deny	sshd: 192.168.100
HA211	deny	sshd: 23 14
HA211	deny	sshd: 010.0.0.1
HA211	deny	sshd: 203.0.113.500
HA211	deny	sshd: 203.0.113.5O.1
HA211	deny	sshd: 203.0.113.50#38
HA212	deny	sshd: [203.0.113.50]
HA213	deny	vsftpd: root@ 203.0.113.50
HA220	deny	sshd: /nonexistent/hosts.evil
HA231	deny	ssdh: 203.0.113.50
HA231	deny	sshhd: 203.0.113.50
HA233	deny	mysqld: ALL: allow
HA235	deny	sshd: ALLL
HA235	allow	sshd: 203.0.113. EXECPT 203.0.113.50
HA236	deny	sshd: !203.0.113.50
HA236	deny	!sshd: 203.0.113.50
HA237	deny	sshd: 203.0.113.1-203.0.113.9
HA237	deny	sshd: 203.0.113.1 - 203.0.113.9
HA238	deny	sshd : <IP>/<CIDR>
HA238	allow	sshd: YOUR_IP_ADDRESS
HA242	deny	sshd: *example.com
HA245	deny	sshd: root@203.0.113.50
HA249	deny	sshd: 192,168,219.1
HA250	deny	sshd147.182.203.174:deny
HA251	deny	sshd: 203.0.113.50;203.0.113.51
HA251	deny	sshd;vsftpd: 203.0.113.50
HA252	deny	sshd: "203.0.113.50"
HA253	deny	vsftpd: 0.0.0.0
HA255	allow	sshd, telnet, ftp: 203.0.113.50 DENY
HA260	deny	sshd: 203.0.113.0 255.255.255.0
HA306	deny	sshd: 203.0.113.50\nsshd: 203.0.113.50
HA303	deny	ALL: ALL\nvsftpd: 203.0.113.50
HA307	allow	ALL: ALL: allow\nsshd: 203.0.113.50: deny
HA310	deny	sshd: 203.0.113.50: allow
HA401	deny	ALL: rpcbind:
HA401	allow	sshd: 203.0.113.50 :: deny
HA404	deny	sshd: 203.0.113.50: deny # scans
HA405	deny	sshd: 203.0.113.50: deny: severity info
HA406	deny	sshd: 203.0.113.50: severity loud
HA410	deny	sshd: 203.0.113.50: spawn /bin/echo "from: %a" >>/var/log/x
HA411	deny	sshd: 203.0.113.50: /bin/echo %a >>/var/log/x
HA412	deny	sshd: 203.0.113.50: spawn logger %a
HA415	deny	sshd: 203.0.113.50: spawn /bin/echo %z
HA419	deny	sshd: 203.0.113.50: aclexec /bin/false
HA420	deny	sshd: 203.0.113.50:denu
HA420	deny	sshd: 203.0.113.50: dengy
HA507	allow	ALL: ALL
END

# What is done to a table as a whole.
my @wholes = (
	['HA110', 'no newline at the end', sub { $_[0] =~ s/\n+\z//r }],
	['HA111', 'lines end in CR LF', sub { $_[0] =~ s/\n/\r\n/gr }],
	['HA112', 'a byte order mark', sub { "\xef\xbb\xbf$_[0]" }],
	['HA124', 'the last line goes on', sub { $_[0] =~ s/\n+\z/ \\\n/r }],
);

my ($command, @folders) = @ARGV;
die "usage: mutations.pl COMMAND FOLDER...\n" if !@folders;
$command = abs_path($command);
my ($passed, $failed) = (0, 0);
my $work = tempdir(CLEANUP => 1);

sub unescape {
	my ($text) = @_;
	my %bytes = (n => "\n", r => "\r", t => "\t", 0 => "\0");
	return 'sshd: ' . '203.0.113.50 ' x 200 if $text eq 'LONG';
	$text =~ s/\\(x([0-9a-f]{2})|[nrt0])/
	    defined $2 ? chr hex $2 : $bytes{$1}/gex;
	return $text;
}

sub slurp {
	open my $in, '<:raw', $_[0] or die "$_[0]: $!";
	local $/;
	return scalar <$in>;
}

sub spew {
	my ($name, $text) = @_;
	open my $out, '>:raw', $name or die "$name: $!";
	print $out $text;
	close $out;
}

# What is found in the tables, a line each.
sub check {
	my (%tables) = @_;
	spew("$work/hosts.$_", $tables{$_}) for keys %tables;
	my $pid = open(my $out, '-|') // die "fork: $!";
	if ($pid == 0) {
		chdir $work or die;
		open STDERR, '>&', \*STDOUT;
		exec $command, qw(check --no-lookup --no-keep-me --format line
		    -d .) or die;
	}
	my @found = <$out>;
	close $out;
	# Of a crash nothing counts.
	return $? == 0 || $? == 1 << 8 ? @found : "wait status $?\n";
}

# Is the code among what is found in the first lines of the table?
sub judge {
	my ($code, $table, $count, $title, @found) = @_;
	for (@found) {
		next if !m{^\./hosts\.$table(?::(\d+):\d+)?: .*\[$code\]$};
		next if defined $count && defined $1 && $1 > $count;
		$passed++;
		return;
	}
	print "$title: no $code among\n", map { "\t$_" } @found;
	$failed++;
}

for my $folder (@folders) {
	my %sound = map { $_ => slurp("$folder/hosts.$_") } qw(allow deny);
	my %known = map { /\[(HA\d+)\]$/ ? ($1 => 1) : () } check(%sound);
	for (@lines) {
		my ($code, $table, $text) = @$_;
		my $added = unescape($text) . "\n";
		my $count = $added =~ tr/\n//;
		judge($code, $table, $count, "$folder: $table: $text",
		    check(%sound, $table => $added . $sound{$table}));
	}
	for (@wholes) {
		my ($code, $title, $break) = @$_;
		for my $table (qw(allow deny)) {
			judge($code, $table, undef,
			    "$folder: $table: $title",
			    check(%sound, $table => $break->($sound{$table})));
		}
	}
	if (my @worse = grep { $known{$_} } map { $_->[0] } @lines, @wholes) {
		print "$folder: already there: @worse\n";
		$failed++;
	}
}
print "mutations: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
