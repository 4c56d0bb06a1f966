"""Behaves on the wire as mmc.client.sync: credentials twice, a cookie jar, values in the wrappers of old."""
import base64
import http.cookies
import urllib.parse
import xmlrpc.client

import words


class Transport(xmlrpc.client.Transport):
    def __init__(self, password):
        super().__init__()
        self.authorization = 'Basic ' + base64.b64encode(f'{words.login}:{password}'.encode()).decode()
        self.jar = http.cookies.SimpleCookie()

    def send_headers(self, connection, headers):
        # The headers hold one Authorization already, made of the URL.
        super().send_headers(connection, headers)
        connection.putheader('Authorization', self.authorization)
        if self.jar:
            connection.putheader('Cookie', '; '.join(f'{name}={item.value}' for name, item in self.jar.items()))

    def parse_response(self, response):
        for header in response.msg.get_all('Set-Cookie', []):
            self.jar.load(header)
        return super().parse_response(response)


def server(password):
    user = f"{words.login}:{urllib.parse.quote(password, safe='')}"
    return xmlrpc.client.ServerProxy(f'http://{user}@{words.host}:{words.port}', transport=Transport(password))


servers = {password: server(password) for password in (words.password, 'wrong')}
words.answer_all(lambda password, method, params: getattr(servers[password], method)(*params))
