"""Reads calls and prints their outcomes, in the words of test/interop/values.ts."""
import base64
import datetime
import os
import sys
import urllib.parse
import xmlrpc.client

host, port = os.environ['MMC_HOST'], int(os.environ['MMC_PORT'])
login, password = os.environ['MMC_LOGIN'], os.environ['MMC_PASSWORD']


def answer_all(call):
    """call(password, method, params) returns a value, or raises xmlrpc.client.Fault or whatever else went wrong."""
    for line in sys.stdin:
        number, access, method, *words = line.split()
        params = []
        while words:
            params.append(read(words))
        try:
            outcome = ['value', *write(call(password if access == 'right' else 'wrong', method, params))]
        except xmlrpc.client.Fault as fault:
            outcome = ['fault', *write(fault.faultCode), *write(fault.faultString)]
        except Exception as error:
            outcome = ['error', word('string', repr(error))]
        print(number, *outcome, flush=True)


def read(words):
    kind, text = take(words)
    if kind == 'array':
        return [read(words) for _ in range(int(text))]
    if kind == 'struct':
        return {take(words)[1]: read(words) for _ in range(int(text))}
    return {
        'int': int,
        'i8': int,
        'double': float,
        'boolean': lambda text: text == '1',
        'string': str,
        'date': lambda text: datetime.datetime.strptime(text, '%Y%m%dT%H:%M:%S'),
        'base64': lambda text: xmlrpc.client.Binary(base64.b64decode(text)),
        'nil': lambda text: None,
    }[kind](text)


def take(words):
    kind, text = words.pop(0).split(':')
    return kind, urllib.parse.unquote(text)


def write(value):
    if isinstance(value, list):
        return [word('array', len(value)), *(part for item in value for part in write(item))]
    if isinstance(value, dict):
        members = ([word('name', name), *write(member)] for name, member in value.items())
        return [word('struct', len(value)), *(part for member in members for part in member)]
    if value is None:
        return [word('nil', '')]
    if isinstance(value, bool):
        return [word('boolean', int(value))]
    if isinstance(value, (int, float, str)):
        return [word({int: 'int', float: 'double', str: 'string'}[type(value)], value)]
    if isinstance(value, datetime.datetime):
        return [word('date', value.strftime('%Y%m%dT%H:%M:%S'))]
    if isinstance(value, xmlrpc.client.DateTime):
        return [word('date', value.value)]
    content = value.data if isinstance(value, xmlrpc.client.Binary) else value
    return [word('base64', base64.b64encode(content).decode())]


def word(kind, text):
    return f"{kind}:{urllib.parse.quote(str(text), safe='')}"
