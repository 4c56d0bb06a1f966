"""Logs in on the wire as mmc.client.sync: TLS whatever the scheme says, credentials twice, and a cookie jar."""
import base64
import http.client
import http.cookiejar
import ssl
import urllib.parse
import urllib.request
import xmlrpc.client

import dialog

url = f'https://{dialog.host}:{dialog.port}/RPC2'


class Transport(xmlrpc.client.Transport):
    jar = http.cookiejar.CookieJar()

    def make_connection(self, host):
        # The Python of its time looked at no certificate.
        chost, self._extra_headers, _ = self.get_host_info(host)
        return http.client.HTTPSConnection(chost, context=ssl._create_unverified_context())

    def single_request(self, host, handler, request_body, verbose=False):
        self.is_login = b'<methodName>base.ldapAuth</methodName>' in request_body
        return super().single_request(host, handler, request_body, verbose)

    def send_headers(self, connection, headers):
        # The headers hold one Authorization already, made of the URL.
        super().send_headers(connection, headers)
        credentials = base64.b64encode(f'{dialog.login}:{dialog.password}'.encode()).decode()
        connection.putheader('Authorization', f'Basic {credentials}')
        request = urllib.request.Request(url)
        self.jar.add_cookie_header(request)
        if request.has_header('Cookie'):
            connection.putheader('Cookie', request.get_header('Cookie'))

    def parse_response(self, response):
        if self.is_login:
            self.jar.extract_cookies(response, urllib.request.Request(url))
        return super().parse_response(response)


user = f"{dialog.login}:{urllib.parse.quote(dialog.password, safe='')}"
server = xmlrpc.client.ServerProxy(f'http://{user}@{dialog.host}:{dialog.port}', transport=Transport())
dialog.answer_all(lambda method, params: getattr(server, method)(*params))
