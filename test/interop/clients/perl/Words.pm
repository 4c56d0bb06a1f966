# Reads calls and prints their outcomes, in the words of test/interop/values.ts.
package Words;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(url answer_all word fault);

# The agent's address, with credentials.
sub url {
    my ($password, $path) = @_;
    return sprintf 'http://%s:%s@%s:%s%s', $ENV{MMC_LOGIN}, escaped($password), @ENV{'MMC_HOST', 'MMC_PORT'}, $path;
}

# $library{read}: from type and text, or type and items, or type and members, to a value of the library.
# $library{call}: from right or wrong, method and params to the words of the outcome.
sub answer_all {
    my (%library) = @_;
    $| = 1;
    while (my $line = <STDIN>) {
        my ($number, $access, $method, @words) = split ' ', $line;
        my @params;
        push @params, read_value(\@words, $library{read}) while @words;
        my @outcome = eval { $library{call}->($access, $method, @params) };
        @outcome = ('error', word('string', $@)) if $@;
        print join(' ', $number, @outcome), "\n";
    }
}

sub read_value {
    my ($words, $read) = @_;
    my ($type, $text) = take($words);
    return $read->($type, [map { read_value($words, $read) } 1 .. $text]) if $type eq 'array';
    return $read->($type, {map { (take($words))[1] => read_value($words, $read) } 1 .. $text}) if $type eq 'struct';
    return $read->($type, $text);
}

sub take {
    my ($words) = @_;
    my ($type, $text) = split /:/, shift(@$words), 2;
    $text =~ s/%(..)/chr hex $1/ge;
    utf8::decode($text);
    return ($type, $text);
}

sub word {
    my ($type, $text) = @_;
    return "$type:" . escaped($text);
}

sub escaped {
    my ($text) = @_;
    utf8::encode($text);
    $text =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ge;
    return $text;
}

sub fault {
    my ($code, $message) = @_;
    return ('fault', word('int', $code), word('string', $message));
}

1;
