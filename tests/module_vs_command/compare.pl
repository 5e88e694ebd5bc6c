# usage: perl agree.pl FOLDER SEED TABLES
#
# Writes random tables and requests into FOLDER, has them decided in five ways,
# and compares verdict and place: "allow FILE:LINE", "deny -" and so on.
use strict;
use warnings;
use File::Basename qw(dirname);

my ($folder, $seed, $ntables) = @ARGV;
my ($command, $module, $build) = @ENV{qw(HOSTSACCESS MODULE BUILD)};
my $requests_per_table = 12;
srand $seed;

sub one_of { return $_[int rand @_] }

my @daemons = ("sshd,ftpd", qw(sshd ALL ftpd s* .hd ss. ALL@ALL sshd@[2001:db8::9]
    KNOWN 22 sshd@192.0.2.9 EXCEPT));
my @clients = qw(ALL 192.0.2.1 192.0.2.0/24 192.0.2. 10. .0.2.1 192.*
    0.0.0.0/0 [2001:db8::1] [2001:db8::]/32 2001:db8::1 ::/0 KNOWN UNKNOWN
    LOCAL PARANOID .example.com bob@ALL alice@192.0.2.1 root@ 1.2.3
    192.0.2.0/33 192.0.2.1/24 ::ffff:192.0.2.1 /nonexistent @nobody [x EXCEPT
    EXCEPT 198.51.100.7/255.255.255.0 *);
my @options = ('', '', '', '', ': allow', ': deny', ': DENY', ': alow', ':',
    ': setenv A b', ': severity auth.info', ': banners /x : deny', '# note',
    '# a:b', ': user nosuch', ': nice 5 : allow', ': umask 9', ": allow \\\n");

sub rule {
	return one_of('# comment', '', "\t# x", '# y \\', "sshd", ": ALL")
	    if rand() < .06;
	return join(' ', map { one_of(@daemons) } 1 .. 1 + int rand 2) .
	    one_of(' : ', ':', ": \\\n ") .
	    join(one_of(' ', ', '), map { one_of(@clients) }
		1 .. 1 + int rand 4) . ' ' . one_of(@options);
}

sub table {
	my ($name) = @_;
	open my $file, '>', "$folder/hosts.$name" or die;
	print $file rule(), "\n" for 1 .. int rand 6;
	close $file;
}

sub request {
	return {
		service => one_of(qw(sshd ftpd imapd)),
		address => one_of(qw(192.0.2.1 192.0.2.77 10.1.2.3 198.51.100.7
		    2001:db8::1 2001:db8:1::2 1.2.3.4)),
		user => one_of('', '', 'bob', 'alice'),
	};
}

sub client { my ($request) = @_;
	return ($request->{user} ? "$request->{user}\@" : '') .
	    $request->{address} }

# As if the file had been written a while ago, so that nobody waits for more.
sub age {
	my ($path) = @_;
	utime 1e9, 1e9, $path, dirname($path);
}

sub write_file { my ($name, @lines) = @_;
	open my $file, '>', "$folder/$name" or die;
	print $file @lines;
	close $file;
	age("$folder/$name") }

sub of_line {
	my ($line) = @_;
	my @field = split /\t/, $line;
	s{\n}{} for @field;
	return "$field[0] $field[4]";
}

sub of_json {
	my ($json) = @_;
	my ($verdict) = $json =~ /"verdict":"(\w+)"/;
	my ($file, $line) =
	    $json =~ /"where":\{"file":"([^"]*)","first_line":(\d+)/;
	return "$verdict " . (defined $file ? "$file:$line" : '-');
}

# The first line that names a place, if it is not a report on a table.
sub of_text {
	my ($text) = @_;
	my $verdict = $text =~ /^ALLOWED/ ? 'allow' : 'deny';
	my ($place) = $text =~ /\n\n(\S+?:\d+): /;
	return "$verdict " . ($place // '-');
}

sub of_log {
	my ($line) = @_;
	my $verdict = $line =~ /refused connect/ ? 'deny' : 'allow';
	my ($place) = $line =~ /\): (\S+?hosts\.\w+:\d+): /;
	return "$verdict " . ($place // '-');
}

sub run_each { my ($format, $of, @requests) = @_;
	return map {
		my @words = ($command, 'match', '--no-lookup', '-d', $folder,
		    '--format', $format, $_->{service}, client($_));
		open my $pipe, '-|', "@{[map { \"'$_'\" } @words]} 2>/dev/null"
		    or die;
		local $/;
		$of->(scalar <$pipe>);
	} @requests }

sub run_batch { my (@requests) = @_;
	write_file('batch', map { "$_->{service} " . client($_) . "\n" }
	    @requests);
	return map { of_line($_) } `'$command' match --no-lookup -d '$folder' --batch '$folder/batch' 2>/dev/null` }

sub run_module { my (@requests) = @_;
	system "rm -rf '$folder/pam' && mkdir '$folder/pam'";
	write_file('cases', "= agree\n", map {
		"- +log=all +lookup=no +allow=$folder/hosts.allow " .
		"+deny=$folder/hosts.deny service=$_->{service} " .
		($_->{user} ? "ruser=$_->{user} " : '') .
		"rhost=$_->{address} account=SUCCESS\n" } @requests);
	return map { of_log($_) } grep { /connect from / }
	    `PAM_FOLDER='$folder/pam' '$build/tests/pam/driver' --show '$module' '$folder/cases' 2>/dev/null` }

my ($passed, $failed) = (0, 0);
for my $number (1 .. $ntables) {
	table($_) for qw(allow deny);
	my @requests = map { request() } 1 .. $requests_per_table;
	my %answers = (
		line => [run_each('line', \&of_line, @requests)],
		json => [run_each('json', \&of_json, @requests)],
		text => [run_each('text', \&of_text, @requests)],
		batch => [run_batch(@requests)],
		module => [run_module(@requests)],
	);
	for my $i (0 .. $#requests) {
		my %said = map { $_ => $answers{$_}[$i] // 'nothing' }
		    keys %answers;
		if (!grep { $_ ne $said{line} } values %said) {
			$passed++;
			next;
		}
		$failed++;
		print "seed $seed, table $number, $requests[$i]{service} ",
		    client($requests[$i]), ":\n",
		    map { "  $_: $said{$_}\n" } sort keys %said;
		print map { "  hosts.$_: " . `cat '$folder/hosts.$_'` }
		    qw(allow deny);
	}
}
print "module_vs_command: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
