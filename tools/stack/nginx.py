"""nginx with the shipped site, deploy/nginx.conf: only ports, paths and the certificate are this machine's."""

import getpass
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.stack.process import ROOT, Process
from tools.stack.servers import LOOPBACK, Server
from tools.testing import processes

SITE = ROOT / "deploy" / "nginx.conf"
# The shipped site is included as it would be from /etc/nginx/nginx.conf.
MAIN = """\
daemon off;
user {user};
pid {home}/nginx.pid;
error_log {home}/server.log warn;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/site.conf;
}}
"""


class Nginx(Server):
    """The proxy before the web processes; with `tls` by a certificate it signs itself, else by plain HTTP."""

    def __init__(self, directory: Path, web_ports: Sequence[int], *, port: int = 0, tls: bool = False) -> None:
        """Write the configuration.

        Raises:
            RuntimeError: nginx is not installed.
        """
        super().__init__(directory, port)
        binary = find()
        if binary is None:
            raise RuntimeError("nginx is not installed. On Debian: apt-get install nginx-light")
        self.url = f"{'https' if tls else 'http'}://{LOOPBACK}:{self.port}"
        self.certificate = directory / "certificate.pem"
        if tls and not self.certificate.is_file():
            make_certificate(self.certificate, directory / "key.pem")
        (directory / "site.conf").write_text(self._site(web_ports, tls=tls), encoding="utf-8")
        main = directory / "nginx.conf"
        main.write_text(MAIN.format(home=directory, user=getpass.getuser()), encoding="utf-8")
        self.process = Process("nginx", (binary, "-c", str(main)), {}, self.log, cwd=directory)

    def is_up(self) -> bool:
        """Tell whether somebody listens on the port."""
        return processes.answers(self.port)

    def stop(self) -> None:
        """End now; `SIGQUIT` would wait for every open socket."""
        self.process.stop(10)

    def kill(self) -> None:
        """SIGKILL to master and workers."""
        self.process.kill()

    def _site(self, web_ports: Sequence[int], *, tls: bool) -> str:
        redirect, site = SITE.read_text(encoding="utf-8").split("server {\n    listen 443 ", 1)
        upstreams = "".join(f"    server {LOOPBACK}:{port};\n" for port in web_ports)
        head = re.sub(r"(    server 127\.0\.0\.1:\d+;\n)+", upstreams, redirect.split("server {\n    listen 80;")[0])
        site = f"server {{\n    listen 443 {site}"
        site = re.sub(r"\n    listen \[::\].*", "", site)
        site = site.replace("listen 443 ssl http2", f"listen {LOOPBACK}:{self.port}{' ssl http2' if tls else ''}")
        site = site.replace("server_name desk.example.com", "server_name localhost 127.0.0.1")
        if tls:
            site = re.sub(r"(ssl_certificate) .*;", rf"\1 {self.certificate};", site)
            site = re.sub(r"(ssl_certificate_key) .*;", rf"\1 {self.directory / 'key.pem'};", site)
        else:
            site = re.sub(r"\n    ssl_.*;", "", site)
        return head + site


def find() -> str | None:
    """Return the path of nginx; Debian keeps it where only root's path leads."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def make_certificate(certificate: Path, key: Path) -> None:
    """Sign a certificate for the loopback by itself, with openssl, which comes with nginx."""
    subprocess.run(
        (
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-keyout", str(key), "-out", str(certificate), "-days", "365", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ),
        check=True, capture_output=True,
    )  # fmt: skip
