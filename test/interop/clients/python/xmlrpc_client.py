"""Python's own xmlrpc.client, as a program of today uses it."""
import urllib.parse
import xmlrpc.client

import words


def server(password):
    user = f"{words.login}:{urllib.parse.quote(password, safe='')}"
    # Without a path, it comes to /RPC2.
    return xmlrpc.client.ServerProxy(
        f'http://{user}@{words.host}:{words.port}', allow_none=True, use_builtin_types=True
    )


servers = {password: server(password) for password in (words.password, 'wrong')}
words.answer_all(lambda password, method, params: getattr(servers[password], method)(*params))
