<?php
// PHP's xmlrpc extension over PHP's HTTP streams, in UTF-8.
require __DIR__ . '/words.php';

answerAll(function (string $password, string $method, array $params): mixed {
    $options = [
        'method' => 'POST',
        'protocol_version' => 1.1,
        'header' => [
            'Content-Type: text/xml; charset=utf-8',
            'Connection: close',
            'Authorization: Basic ' . base64_encode(getenv('MMC_LOGIN') . ":$password"),
        ],
        'content' => xmlrpc_encode_request($method, $params, ['encoding' => 'UTF-8', 'escaping' => 'markup']),
        'ignore_errors' => true,
    ];
    $url = 'http://' . getenv('MMC_HOST') . ':' . getenv('MMC_PORT') . '/RPC2';
    return xmlrpc_decode(file_get_contents($url, false, stream_context_create(['http' => $options])), 'UTF-8');
});
