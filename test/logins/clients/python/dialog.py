"""What test/logins/run-client.ts asks for, a line of JSON each, and what became of it."""
import json
import os
import sys
import xmlrpc.client

host, port = os.environ['MMC_HOST'], int(os.environ['MMC_PORT'])
login, password = os.environ['MMC_LOGIN'], os.environ['MMC_PASSWORD']


def answer_all(send):
    """send(method, params) makes one request."""
    stored = ['', '']
    for line in sys.stdin:
        what, first, second = json.loads(line)
        sent = []

        def noted(method, params):
            sent.append(method)
            return send(method, params)

        def call(method, params):
            try:
                return noted(method, params)
            except xmlrpc.client.Fault as fault:
                # The session is gone: both log in with what they have stored, and make the call once more.
                if fault.faultCode != 8003 or not noted('base.ldapAuth', stored):
                    raise
                return noted(method, params)

        try:
            if what == 'login':
                stored = [first, second]
                outcome = {'result': noted('base.ldapAuth', stored)}
            else:
                outcome = {'result': call(first, second)}
        except xmlrpc.client.Fault as fault:
            outcome = {'fault': fault.faultCode}
        except Exception as error:
            outcome = {'error': repr(error)}
        print(json.dumps({**outcome, 'sent': sent}), flush=True)
