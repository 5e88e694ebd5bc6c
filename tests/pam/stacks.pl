#!/usr/bin/perl
# usage: stacks.pl HOSTSACCESS
#
# The stacks of distributions, in the folders of tests/pam/stacks: with our two
# lines at the top of sshd nothing is found, and in each of these wrong ways
# what is expected.
use strict;
use warnings;
use File::Temp qw(tempdir);

# A signal is an end like any other: temporary folders are removed.
$SIG{$_} = sub { exit 1 } for qw(HUP INT TERM);

my ($command) = @ARGV;
my ($passed, $failed) = (0, 0);
my $auth = "auth requisite pam_hostsaccess.so\n";
my $account = "account requisite pam_hostsaccess.so\n";

# How it is wrong, in which distributions, the file, what is put at its top, a
# pattern behind which it is put instead, or "end", and the message.
my @wrong = (
	['optional', 'all', 'sshd', $auth . $account =~ s/requisite/optional/r,
	    '', 'HA701'],
	['answer ignored', 'all', 'sshd',
	    $account =~ s/requisite/[default=ignore]/r, '', 'HA701'],
	['auth alone', 'all', 'sshd', $auth, '', 'HA704'],
	['session alone', 'all', 'sshd',
	    "session required pam_hostsaccess.so\n", '', 'HA706'],
	['misspelt type', 'all', 'sshd', $account =~ s/account/acount/r, '',
	    'HA711'],
	['misspelt control', 'all', 'sshd',
	    $account =~ s/requisite/requird/r, '', 'HA712'],
	['bad argument', 'all', 'sshd',
	    $account =~ s/\n/ timeout=999\n/r, '', 'HA715'],
	['not at all', 'all', 'sshd', '', '', 'HA707'],
	['account alone', 'all', 'sshd', $account, '', 'HA705'],
	['behind sufficient', 'fedora', 'sshd', $account, 'end', 'HA708'],
	['behind done', 'debian', 'sshd', $auth . $account, 'end', 'HA708'],
	['behind sufficient', 'gentoo', 'sshd', $auth . $account, 'end',
	    'HA708'],
	['inside a jump', 'debian', 'common-account', $account,
	    'account.*pam_unix', 'HA709'],
	['inside a jump', 'arch', 'system-auth', $account,
	    'account.*pam_systemd_home', 'HA709'],
	['shared', 'debian', 'common-account', $account, '', 'HA710'],
	['shared', 'fedora', 'password-auth', $account, '', 'HA710'],
	['shared', 'arch', 'system-auth', $account, '', 'HA710'],
	['shared', 'gentoo', 'system-auth', $account, '', 'HA710'],
);

sub put {
	my ($path, $lines, $where) = @_;
	open my $in, '<', $path or die "$path: $!";
	my @old = <$in>;
	close $in;
	my $at = 0;
	if ($where eq 'end') {
		$at = @old;
	} elsif ($where ne '') {
		$at++ while $at < @old && $old[$at] !~ /$where/;
		$at++;
	}
	splice @old, $at, 0, $lines;
	open my $out, '>', $path or die "$path: $!";
	print $out @old;
	close $out;
}

sub find {
	my ($distribution, $file, $lines, $where) = @_;
	my $folder = tempdir(CLEANUP => 1);
	system('cp', '-r', "tests/pam/stacks/$distribution", "$folder/pam.d");
	open my $allow, '>', "$folder/hosts.allow" or die;
	print $allow "sshd: 192.0.2.7\n";
	open my $deny, '>', "$folder/hosts.deny" or die;
	print $deny "ALL: ALL\n";
	close $_ for $allow, $deny;
	put("$folder/pam.d/$file", $lines, $where);
	my $lines_found = qx{$command check --no-lookup --no-keep-me \\
	    --format line -d $folder --pam sshd --pam-dir $folder/pam.d 2>&1};
	die "$lines_found$command: wait status $?\n" if $? != 0 && $? != 1 << 8;
	return grep { /\[HA7\d\d\]$/ } split /\n/, $lines_found;
}

sub verdict {
	my ($what, $is_good, @found) = @_;
	$is_good ? $passed++ : $failed++;
	print "$what:\n", map { "\t$_\n" } @found if !$is_good;
}

for my $distribution (qw(debian fedora arch gentoo)) {
	my @found = find($distribution, 'sshd', $auth . $account, '');
	verdict("$distribution, at the top", !grep({ / (warning|error): / }
	    @found), @found);
	for my $wrong (@wrong) {
		my ($how, $which, $file, $lines, $where, $code) = @$wrong;
		next if $which ne 'all' && $which ne $distribution;
		@found = find($distribution, $file, $lines, $where);
		verdict("$distribution, $how: no $code", scalar(grep {
		    /\[$code\]$/ } @found), @found);
	}
}
print "stacks: $passed passed, $failed failed, 0 skipped\n";
exit($failed > 0);
