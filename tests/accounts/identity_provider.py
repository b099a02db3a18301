"""A small OpenID Connect provider that speaks real HTTP: discovery, keys, tokens, profile."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "certifications", "a-secret-between-the-two-of-us-32-bytes"


class IdentityProvider:
    """`person` is who signs in over there; `tamper` changes the token just before it is signed."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person, self.tamper, self.profile = {}, {}, {}
        self.moved, self.asked = set(), []  # paths that answer « elsewhere », and every path asked
        self.signs_with = (self.key, "RS256")
        self.codes, self.auth_time = {}, None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def authorize(self, asked):
        """They sign in over there: the address their browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked):
        """The tokens for a code, once, for who holds the secret and the PKCE verifier."""
        granted = self.codes.pop(asked["code"])
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == granted["code_challenge"]
        assert asked["client_secret"] == SECRET
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "jti": secrets.token_hex(8)}
        claims |= self.person | ({"auth_time": self.auth_time or now} if "max_age" in granted else {})
        key, algorithm = self.signs_with
        id_token = jwt.encode(claims | self.tamper, key, algorithm, headers={"kid": "one"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": id_token}

    def keys(self):
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def discovery(self):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/profile",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


class _Answers(BaseHTTPRequestHandler):
    provider = None

    def do_GET(self):
        if self._moved():
            return
        pages = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/keys": self.provider.keys,
            "/profile": lambda: self.provider.person | self.provider.profile,
        }
        self._send(pages[self.path.removeprefix("/elsewhere")]())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._moved():
            return
        self._send(self.provider.token({name: values[0] for name, values in parse_qs(body).items()}))

    def _moved(self):
        self.provider.asked.append(self.path)
        if self.path not in self.provider.moved:
            return False
        self.send_response(307)
        self.send_header("Location", f"{self.provider.issuer}/elsewhere{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return True

    def _send(self, told):
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass
