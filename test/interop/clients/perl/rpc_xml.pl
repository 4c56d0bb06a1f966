# RPC::XML::Client. It sends its credentials when the agent has asked for them, and packs long requests.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use MIME::Base64;
use RPC::XML;
use RPC::XML::Client;
use Words;

$RPC::XML::ENCODING = 'utf-8';
$RPC::XML::ALLOW_NIL = 1;

my %client;
for (['right', $ENV{MMC_PASSWORD}], ['wrong', 'wrong']) {
    my ($access, $password) = @$_;
    my $address = "http://$ENV{MMC_HOST}:$ENV{MMC_PORT}/RPC2";
    $client{$access} = RPC::XML::Client->new($address, useragent => [keep_alive => 1]);
    $client{$access}->compress_requests(1);
    $client{$access}->credentials('MMC agent', $ENV{MMC_LOGIN}, $password);
}

my %make = (
    int => sub { RPC::XML::int->new(@_) },
    i8 => sub { RPC::XML::i8->new(@_) },
    double => sub { RPC::XML::double->new(@_) },
    boolean => sub { RPC::XML::boolean->new(@_) },
    string => sub { RPC::XML::string->new(@_) },
    date => sub { RPC::XML::datetime_iso8601->new(@_) },
    base64 => sub { RPC::XML::base64->new($_[0], 1) },
    nil => sub { RPC::XML::nil->new },
    array => sub { RPC::XML::array->new(from => $_[0]) },
    struct => sub { RPC::XML::struct->new($_[0]) },
);

answer_all(
    read => sub { my ($type, $content) = @_; $make{$type}->($content) },
    call => sub {
        my ($access, $method, @params) = @_;
        my $reply = $client{$access}->send_request($method, @params);
        # Not an object: what went wrong with HTTP.
        die $reply if !ref $reply;
        return fault($reply->code, $reply->string) if $reply->is_fault;
        return ('value', described($reply));
    },
);

sub described {
    my ($value) = @_;
    my $type = $value->type;
    return (word('array', scalar @$value), map { described($_) } @$value) if $type eq 'array';
    return (word('struct', scalar keys %$value), map { (word('name', $_), described($value->{$_})) } keys %$value)
        if $type eq 'struct';
    return word('date', $value->value) if $type eq 'dateTime.iso8601';
    return word('base64', encode_base64($value->value, '')) if $type eq 'base64';
    return word($type, $value->value);
}
