<?php
// Logs in on the wire as the original's web interface: HTTP/1.0 over TLS, read to the end of the connection, with the
// session in one cookie, which it looks for in the head of every reply.
require __DIR__ . '/dialog.php';

// Where the original is silent about a warning, such as a connection that ends too early, this one fails.
set_error_handler(function (int $level, string $message) {
    throw new Exception($message);
});

$cookie = '';
$stored = ['', ''];

answerAll(
    function (string $user, string $password): mixed {
        global $stored;
        $stored = [$user, $password];
        return logIn();
    },
    function (string $method, array $params): mixed {
        $value = send($method, $params);
        // The session is gone: it logs in with what it has stored, and makes the call once more.
        return isFault($value) && $value['faultCode'] == 8003 && logIn() ? send($method, $params) : $value;
    },
);

function logIn(): bool
{
    global $cookie, $stored;
    [$user, $password] = $stored;
    xmlrpc_set_type($password, 'base64');
    $cookie = '';
    $value = send('base.ldapAuth', [$user, $password], ['X-Browser-IP: 192.0.2.7', 'X-Browser-HOSTNAME: desk.example']);
    if ($cookie === '') {
        throw new Exception('the reply to a login set no cookie');
    }
    return !is_array($value) && $value == '1';
}

function send(string $method, array $params, array $more = []): mixed
{
    global $cookie;
    sent($method);
    $body = xmlrpc_encode_request($method, $params ?: null);
    $head = [
        'POST / HTTP/1.0',
        'User-Agent: MMC web interface',
        'Host: ' . getenv('MMC_HOST') . ':' . getenv('MMC_PORT'),
        'Content-Type: text/xml',
        'Content-Length: ' . strlen($body),
        ...$more,
        "Cookie: $cookie",
        'Authorization: Basic ' . base64_encode(getenv('MMC_LOGIN') . ':' . getenv('MMC_PASSWORD')),
    ];
    // It verifies no certificate, and PHP compares the name in it all the same; to one interface of the original it is "cert".
    $tls = ['verify_peer' => false, 'allow_self_signed' => true, 'peer_name' => getenv('MMC_PEER_NAME')];
    $address = 'ssl://' . getenv('MMC_HOST') . ':' . getenv('MMC_PORT');
    $context = stream_context_create(['ssl' => $tls]);
    $socket = stream_socket_client($address, $number, $message, 10, STREAM_CLIENT_CONNECT, $context);
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
    return xmlrpc_decode($xml, 'UTF-8');
}
