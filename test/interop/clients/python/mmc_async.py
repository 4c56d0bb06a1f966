"""Behaves on the wire as mmc.client.async: the HTTP/1.0 of Twisted's Proxy, and the cookie it was given, with its ;"""
import base64
import socket
import xmlrpc.client

import words

cookie = ''


def call(password, method, params):
    global cookie
    body = xmlrpc.client.dumps(tuple(params), method, allow_none=True).encode()
    credentials = base64.b64encode(f'{words.login}:{password}'.encode()).decode()
    head = [
        'POST /XMLRPC HTTP/1.0',
        'User-Agent: Twisted/XMLRPClib',
        f'Host: {words.host}',
        'Content-type: text/xml',
        f'Content-length: {len(body)}',
        f'Authorization: Basic {credentials}',
        *([f'Cookie: {cookie}'] if cookie else []),
    ]
    with socket.create_connection((words.host, words.port)) as connection:
        connection.sendall('\r\n'.join([*head, '', '']).encode() + body)
        reply = connection.makefile('rb').read()

    reply_head, _, content = reply.partition(b'\r\n\r\n')
    status, *headers = reply_head.decode().split('\r\n')
    for header in headers:
        if header.startswith('Set-Cookie: '):
            cookie = header.split()[1]
    if status.split(' ', 2)[1] != '200':
        raise ConnectionError(status)
    return xmlrpc.client.loads(content)[0][0]


words.answer_all(call)
