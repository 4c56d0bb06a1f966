"""Logs in on the wire as mmc.client.async: HTTP/1.0 over TLS, and the cookie that it was given, with its semicolon."""
import base64
import socket
import ssl
import xmlrpc.client

import dialog

cookie = ''
# The Python of its time looked at no certificate.
tls = ssl._create_unverified_context()


def send(method, params):
    global cookie
    body = xmlrpc.client.dumps(tuple(params), method, allow_none=True).encode()
    credentials = base64.b64encode(f'{dialog.login}:{dialog.password}'.encode()).decode()
    head = [
        'POST /XMLRPC HTTP/1.0',
        'User-Agent: Twisted/XMLRPClib',
        f'Host: {dialog.host}',
        'Content-type: text/xml',
        f'Content-length: {len(body)}',
        f'Authorization: Basic {credentials}',
        *([f'Cookie: {cookie}'] if cookie else []),
    ]
    with socket.create_connection((dialog.host, dialog.port)) as plain, tls.wrap_socket(plain) as connection:
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


dialog.answer_all(send)
