# Frontier::Client, the oldest of Perl's. It reads numbers and texts as Perl's scalars, which cannot be told apart.
use strict;
use warnings;
use Encode;
use FindBin;
use Frontier::Client;
use lib $FindBin::Bin;
use Words;

my %client = (right => client($ENV{MMC_PASSWORD}), wrong => client('wrong'));

sub client {
    my $client = Frontier::Client->new(url => url($_[0], '/RPC2'), encoding => 'utf-8');
    $client->{ua}->conn_cache({total_capacity => 1});
    return $client;
}

my %make = (
    int => sub { Frontier::RPC2::Integer->new(@_) },
    double => sub { Frontier::RPC2::Double->new(@_) },
    boolean => sub { Frontier::RPC2::Boolean->new(@_) },
    # It neither encodes what it sends nor minds what is encoded.
    string => sub { Frontier::RPC2::String->new(encode('UTF-8', $_[0])) },
    date => sub { Frontier::RPC2::DateTime::ISO8601->new(@_) },
    base64 => sub { Frontier::RPC2::Base64->new(@_) },
    array => sub { $_[0] },
    struct => sub { my ($struct) = @_; +{map { encode('UTF-8', $_) => $struct->{$_} } keys %$struct} },
);

answer_all(
    read => sub { my ($type, $content) = @_; $make{$type}->($content) },
    call => sub {
        my ($access, $method, @params) = @_;
        my $value = eval { $client{$access}->call($method, @params) };
        return fault($1, $2) if $@ =~ /^Fault returned from XML RPC Server, fault code (-?\d+): (.*)\n$/s;
        die $@ if $@;
        return ('value', described($value));
    },
);

sub described {
    my ($value) = @_;
    return (word('array', scalar @$value), map { described($_) } @$value) if ref $value eq 'ARRAY';
    return (word('struct', scalar keys %$value), map { (word('name', $_), described($value->{$_})) } keys %$value)
        if ref $value eq 'HASH';
    return word('string', $value) if !ref $value;
    my ($class) = ref($value) =~ /::(\w+)$/;
    return word('boolean', $value->value) if $class eq 'Boolean';
    return word('date', $value->value) if $class eq 'ISO8601';
    # Bytes are the text of their base64.
    return word('base64', $value->value =~ s/\s//gr);
}
