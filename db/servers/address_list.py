"""Addresses that list several servers, as drivers and tools write them."""

import re

from sqlalchemy.engine import URL, make_url

_LOGIN = re.compile(r"[^:/]+://(?:[^:/]*(?::[^@]*)?@)?")
_SERVERS = re.compile(r"[^/?]*")
_SERVER = re.compile(r"(?P<host>\[[^\]]+\]|[^:]*)(?::(?P<port>\d+))?")
_DEFAULT_PORT = "5432"


def read_url(text: str) -> URL:
    """What SQLAlchemy reads, with several servers as libpq has them in a query: `host=one,two&port=1,2`.

    Raises ValueError, and SQLAlchemy's ArgumentError.
    """
    login = _LOGIN.match(text)
    servers = _SERVERS.match(text, login.end()) if login else None
    if login is None or servers is None or "," not in servers[0]:
        return _in_one_way(make_url(text))
    # SQLAlchemy knows lists in queries only.
    url = make_url(text[: login.end()] + text[servers.end() :])
    return _in_one_way(url.update_query_dict({"host": servers[0]}))


def one_by_one(url: URL) -> tuple[URL, ...]:
    """The address on each of its servers; itself, where there is one."""
    hosts, ports = (str(url.query.get(name, "")).split(",") for name in ("host", "port"))
    if len(hosts) == 1:
        return (url,)
    bare = url.difference_update_query(["host", "port"])
    return tuple(_on(bare, host, port) for host, port in zip(hosts, ports, strict=True))


def _on(bare: URL, host: str, port: str) -> URL:
    # A folder of sockets is no host that could stand before the database's name.
    if host.startswith("/"):
        return bare.update_query_dict({"host": host, "port": port})
    return bare.set(host=host, port=int(port))


def _in_one_way(url: URL) -> URL:
    given = url.query.get("host", ())
    servers = given.split(",") if isinstance(given, str) else given
    if len(servers) < 2:
        return url
    hosts, own = zip(*map(_host_and_port, servers), strict=True)
    shared = str(url.query.get("port") or _DEFAULT_PORT).split(",")
    ports = shared * len(hosts) if len(shared) == 1 else shared
    if not all(hosts) or not all(port.isdigit() for port in ports):
        raise ValueError("a server without a name, or a port that is no number")
    chosen = (mine or other for mine, other in zip(own, ports, strict=True))
    return url.update_query_dict({"host": ",".join(hosts), "port": ",".join(chosen)})


def _host_and_port(server: str) -> tuple[str, str | None]:
    """Of `host:port`, `[::1]:port`, `::1`, a folder or a host alone."""
    parts = _SERVER.fullmatch(server)
    if parts is not None:
        return parts["host"].strip("[]"), parts["port"]
    if server.count(":") < 2:
        raise ValueError("a port that is no number")
    return server, None
