<?php
// Reads calls and prints their outcomes, in the words of test/interop/values.ts.

/** $call($password, $method, $params) returns what xmlrpc_decode() made of the reply, or throws. */
function answerAll(callable $call): void
{
    while (($line = fgets(STDIN)) !== false) {
        $words = explode(' ', trim($line));
        [$number, $access, $method] = array_splice($words, 0, 3);
        $params = [];
        while ($words) {
            $params[] = read($words);
        }
        try {
            $value = $call($access === 'right' ? getenv('MMC_PASSWORD') : 'wrong', $method, $params);
            $isFault = is_array($value) && xmlrpc_is_fault($value);
            $outcome = $isFault
                ? ['fault', ...write($value['faultCode']), ...write($value['faultString'])]
                : ['value', ...write($value)];
        } catch (Exception $error) {
            $outcome = ['error', word('string', $error->getMessage())];
        }
        echo implode(' ', [$number, ...$outcome]), "\n";
    }
}

function read(array &$words): mixed
{
    [$type, $text] = take($words);
    if ($type === 'array' || $type === 'struct') {
        $value = [];
        for ($count = (int) $text; $count > 0; $count--) {
            if ($type === 'array') {
                $value[] = read($words);
            } else {
                $name = take($words)[1];
                $value[$name] = read($words);
            }
        }
        return $value;
    }
    if ($type === 'date') {
        xmlrpc_set_type($text, 'datetime');
        return $text;
    }
    if ($type === 'base64') {
        $bytes = base64_decode($text);
        xmlrpc_set_type($bytes, 'base64');
        return $bytes;
    }
    return match ($type) {
        'int' => (int) $text,
        'double' => (float) $text,
        'boolean' => $text === '1',
        'string' => $text,
        'nil' => null,
    };
}

function take(array &$words): array
{
    [$type, $text] = explode(':', array_shift($words));
    return [$type, rawurldecode($text)];
}

function write(mixed $value): array
{
    if (is_array($value)) {
        $isList = array_is_list($value);
        $words = [word($isList ? 'array' : 'struct', count($value))];
        foreach ($value as $name => $item) {
            $words = [...$words, ...($isList ? [] : [word('name', $name)]), ...write($item)];
        }
        return $words;
    }
    return match (true) {
        is_null($value) => [word('nil', '')],
        is_bool($value) => [word('boolean', (int) $value)],
        is_int($value) => [word('int', $value)],
        is_float($value) => [word('double', json_encode($value))],
        is_string($value) => [word('string', $value)],
        // Dates and bytes are objects: xmlrpc_type, scalar, and for a date its timestamp.
        $value->xmlrpc_type === 'datetime' => [word('date', $value->scalar)],
        $value->xmlrpc_type === 'base64' => [word('base64', base64_encode($value->scalar))],
    };
}

function word(string $type, mixed $text): string
{
    return "$type:" . rawurlencode((string) $text);
}
