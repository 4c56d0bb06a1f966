<?php
// Behaves on the wire as the original's web interface: a hand-written HTTP/1.0 request, headers and body told apart by
// hand, read to the end of the connection; its XML is what xmlrpc_encode_request() writes unless asked otherwise, from texts in Latin-1.
require __DIR__ . '/words.php';

answerAll(function (string $password, string $method, array $params): mixed {
    static $cookie = '';
    $body = xmlrpc_encode_request($method, inLatin1($params) ?: null);
    $head = [
        'POST / HTTP/1.0',
        'User-Agent: MMC web interface',
        'Host: ' . getenv('MMC_HOST') . ':' . getenv('MMC_PORT'),
        'Content-Type: text/xml',
        'Content-Length: ' . strlen($body),
        // Empty, until the agent has set one.
        "Cookie: $cookie",
        'Authorization: Basic ' . base64_encode(getenv('MMC_LOGIN') . ":$password"),
    ];
    $socket = fsockopen(getenv('MMC_HOST'), (int) getenv('MMC_PORT'), $number, $message, 10);
    if (!$socket) {
        throw new Exception("$number $message");
    }
    fwrite($socket, implode("\r\n", $head) . "\r\n\r\n" . $body);
    $reply = '';
    while (!feof($socket)) {
        $reply .= fread($socket, 8192);
    }
    fclose($socket);

    [$replyHead, $xml] = explode("\r\n\r\n", $reply, 2);
    if (preg_match('/(TWISTED_SESSION=[0-9a-f]+);/', $replyHead, $found)) {
        $cookie = $found[1];
    }
    $value = xmlrpc_decode($xml, 'UTF-8');
    // Whatever is nothing might be text in Latin-1 that could not be read, and is read once more.
    return $value ?: xmlrpc_decode(iconv('ISO-8859-1', 'UTF-8', $xml), 'UTF-8');
});

function inLatin1(mixed $value): mixed
{
    if (is_array($value)) {
        return array_combine(array_map('inLatin1', array_keys($value)), array_map('inLatin1', $value));
    }
    return is_string($value) ? iconv('UTF-8', 'ISO-8859-1', $value) : $value;
}
