<?php
// What test/logins/run-client.ts asks for, a line of JSON each, and what became of it.

$sent = [];

/** Notes a method that goes over the wire. */
function sent(string $method): void
{
    global $sent;
    $sent[] = $method;
}

function isFault(mixed $value): bool
{
    return is_array($value) && isset($value['faultCode']);
}

/** $logIn($user, $password) and $call($method, $params) return a value, the latter also a fault; they throw otherwise. */
function answerAll(callable $logIn, callable $call): void
{
    global $sent;
    while (($line = fgets(STDIN)) !== false) {
        [$what, $first, $second] = json_decode($line, true);
        $sent = [];
        try {
            $value = $what === 'login' ? $logIn($first, $second) : $call($first, $second);
            $outcome = isFault($value) ? ['fault' => $value['faultCode']] : ['result' => $value];
        } catch (Exception $error) {
            $outcome = ['error' => $error->getMessage()];
        }
        echo json_encode([...$outcome, 'sent' => $sent]), "\n";
    }
}
