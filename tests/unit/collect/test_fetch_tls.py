import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from presswatch.collect.addresses import AddressGuard
from presswatch.collect.faults import FaultError
from presswatch.collect.transport import Transport


def make_certificate(folder, name):
    """A self-signed certificate for a host name; returns the files of certificate and key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
        .not_valid_before(start).not_valid_after(start + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


@pytest.fixture
def tls_server(tmp_path):
    """A TLS server for news.example on loopback; gives its port, its certificate and a list of what to send per connection."""
    cert_file, key_file = make_certificate(tmp_path, "news.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    listener = socket.create_server(("127.0.0.1", 0))
    behaviour = {"pause": 0.0, "handshake": True}
    names = []
    context.sni_callback = lambda sock, name, ctx: names.append(name)

    def serve():
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                threading.Thread(target=answer, args=(sock,), daemon=True).start()

    def answer(sock):
        with contextlib.suppress(OSError):
            if not behaviour["handshake"]:
                time.sleep(5)
                return
            with context.wrap_socket(sock, server_side=True) as tls:
                tls.recv(65_536)
                for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews":
                    tls.sendall(bytes([byte]))
                    time.sleep(behaviour["pause"])

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], cert_file, behaviour, names
    listener.close()


def make_transport(ca_file):
    guard = AddressGuard([ipaddress.ip_network("127.0.0.0/8")], lambda host, port: [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))])
    return Transport(guard, ca_file=str(ca_file))


def test_tls_verifies_the_name_though_the_checked_address_is_connected_to(tls_server):
    port, ca_file, _, names = tls_server
    transport = make_transport(ca_file)
    assert transport.get(f"https://news.example:{port}/", {}, seconds=3, max_bytes=100).body == b"news"
    assert names == ["news.example"]
    with pytest.raises(FaultError) as found:
        transport.get(f"https://other.example:{port}/", {}, seconds=3, max_bytes=100)
    assert found.value.status == "connection_error"
    assert found.value.text.startswith("TLS: ")


def test_an_unknown_authority_is_refused(tls_server, tmp_path):
    port = tls_server[0]
    stranger, _ = make_certificate(tmp_path, "stranger.example")
    with pytest.raises(FaultError, match="TLS"):
        make_transport(stranger).get(f"https://news.example:{port}/", {}, seconds=3, max_bytes=100)


@pytest.mark.parametrize("change", [{"pause": 0.05}, {"handshake": False}])
def test_tls_is_bound_by_the_deadline_too(tls_server, change):
    port, ca_file, behaviour, _ = tls_server
    behaviour |= change
    started = time.monotonic()
    with pytest.raises(FaultError) as found:
        make_transport(ca_file).get(f"https://news.example:{port}/", {}, seconds=0.4, max_bytes=100)
    assert time.monotonic() - started < 0.8
    assert found.value.status == "timeout"
