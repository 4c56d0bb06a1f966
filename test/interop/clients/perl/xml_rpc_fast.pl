# XML::RPC::Fast. What it reads are Perl's scalars, which do not tell a number from a text.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Words;
use XML::RPC::Fast;
use XML::RPC::UA::LWP;

my %client = map { $_->[0] => client($_->[1]) } ['right', $ENV{MMC_PASSWORD}], ['wrong', 'wrong'];

sub client {
    my $client = XML::RPC::Fast->new(url($_[0], '/RPC2'), ua => XML::RPC::UA::LWP->new(keep_alive => 1));
    # Otherwise a date is a DateTime, where DateTime::Format::ISO8601 is installed.
    XML::RPC::Enc::LibXML->registerType('dateTime.iso8601' => sub { Typed->new('date', shift->textContent) });
    XML::RPC::Enc::LibXML->registerType(base64 => sub { Typed->new('base64', shift->textContent =~ s/\s//gr) });
    XML::RPC::Enc::LibXML->registerType(boolean => sub { Typed->new('boolean', shift->textContent) });
    return $client;
}

my %name = (date => 'dateTime.iso8601');

answer_all(
    read => sub {
        my ($type, $content) = @_;
        return $content if ref $content;
        return undef if $type eq 'nil';
        my $name = $name{$type} // $type;
        return bless \$content, $name;
    },
    call => sub {
        my ($access, $method, @params) = @_;
        my $value = eval { $client{$access}->call($method, @params) };
        # "Call to" begins its own words for what went wrong with HTTP.
        return fault($1, $2) if $@ =~ /^Remote Error \[(-?\d+)\]: (?!Call to )(.*) at \S+ line \d+\.\n$/s;
        die $@ if $@;
        return ('value', described($value));
    },
);

sub described {
    my ($value) = @_;
    return (word('array', scalar @$value), map { described($_) } @$value) if ref $value eq 'ARRAY';
    return (word('struct', scalar keys %$value), map { (word('name', $_), described($value->{$_})) } keys %$value)
        if ref $value eq 'HASH';
    return word($value->{type}, $value->{text}) if ref $value eq 'Typed';
    return defined $value ? word('string', $value) : word('nil', '');
}

package Typed;

sub new {
    my ($class, $type, $text) = @_;
    return bless {type => $type, text => $text}, $class;
}
