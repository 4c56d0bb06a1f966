# XMLRPC::Lite, of SOAP::Lite. What it reads are Perl's scalars, which do not tell a number from a text.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use MIME::Base64;
use Words;
use XMLRPC::Lite;

my %client = (
    right => XMLRPC::Lite->proxy(url($ENV{MMC_PASSWORD}, '/RPC2'), keep_alive => 1),
    wrong => XMLRPC::Lite->proxy(url('wrong', '/RPC2'), keep_alive => 1),
);

my %name = (date => 'dateTime');

answer_all(
    read => sub {
        my ($type, $content) = @_;
        return $content if ref $content;
        return undef if $type eq 'nil';
        return XMLRPC::Data->type(base64 => decode_base64($content)) if $type eq 'base64';
        return XMLRPC::Data->type($name{$type} // $type, $content);
    },
    call => sub {
        my ($access, $method, @params) = @_;
        my $reply = $client{$access}->call($method, @params);
        die $client{$access}->transport->status if !ref $reply;
        return fault($reply->faultcode, $reply->faultstring) if $reply->fault;
        return ('value', described($reply->result));
    },
);

sub described {
    my ($value) = @_;
    return (word('array', scalar @$value), map { described($_) } @$value) if ref $value eq 'ARRAY';
    return (word('struct', scalar keys %$value), map { (word('name', $_), described($value->{$_})) } keys %$value)
        if ref $value eq 'HASH';
    return defined $value ? word('string', $value) : word('nil', '');
}
