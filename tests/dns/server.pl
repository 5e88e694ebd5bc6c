# A DNS server that behaves badly, on UDP and TCP port 53.
# usage: perl server.pl ADDRESS silent|late|garbage|refused|truncated
use strict;
use warnings;
use IO::Socket::IP;
use IO::Select;

my ($address, $how) = @ARGV;
my @where = (LocalAddr => $address, LocalPort => 53);
my $udp = IO::Socket::IP->new(@where, Proto => 'udp') or die "udp: $@";
my $tcp = IO::Socket::IP->new(@where, Proto => 'tcp', Listen => 5)
    or die "tcp: $@";

# The question, answered with flags and nothing else.
sub reply { my ($query, $flags) = @_;
	return substr($query, 0, 2) . pack('n', $flags) . substr($query, 4) }

my %answers = (
	silent => sub { () },
	late => sub { sleep 3; reply($_[0], 0x8183) },
	garbage => sub { (substr($_[0], 0, 2) . "\xff" x 600, "x",
	    reply($_[0], 0x8180) . "\xc0\x0c\xc0", pack('n*', (0) x 300)) },
	refused => sub { reply($_[0], 0x8185) },
	truncated => sub { reply($_[0], 0x8380) },
);

my $select = IO::Select->new($udp, $tcp);
for (;;) {
	for my $socket ($select->can_read) {
		if ($socket == $tcp) {
			# Accepted, and never served.
			$select->add($tcp->accept);
		} elsif ($socket == $udp) {
			my $peer = $udp->recv(my $query, 4096);
			next unless defined $peer;
			$udp->send($_, 0, $peer) for $answers{$how}->($query);
		} else {
			$select->remove($socket)
			    unless sysread $socket, my $ignored, 4096;
		}
	}
}
