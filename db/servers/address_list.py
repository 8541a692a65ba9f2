"""Addresses that list several servers, as drivers and tools write them."""

import re

from sqlalchemy.engine import URL, make_url

_LOGIN = re.compile(r"[^:/]+://(?:[^:/]*(?::[^@]*)?@)?")
_SERVERS = re.compile(r"[^/?]*")
_SERVER = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:\[\]@]*))(?::(?P<port>[0-9]+))?", re.ASCII)
_BARE_SIX = re.compile(r"[0-9a-fA-F]*:[0-9a-fA-F:.]+")
_DEFAULT_PORT, _LAST_PORT = "5432", 65_535


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
    if "host" in url.query:
        raise ValueError("servers before the database's name and after it")
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
    if url.port is not None:
        _checked(str(url.port))
    servers = _listed(url, "host")
    if len(servers) < 2:
        return url
    if url.host is not None:
        raise ValueError("servers before the database's name and after it")
    hosts, own = zip(*map(_host_and_port, servers), strict=True)
    ports = _listed(url, "port") or [_DEFAULT_PORT]
    ports = ports * len(hosts) if len(ports) == 1 else ports
    chosen = [_checked(mine or shared) for mine, shared in zip(own, ports, strict=True)]
    return url.update_query_dict({"host": ",".join(hosts), "port": ",".join(chosen)})


def _listed(url: URL, name: str) -> list[str]:
    """The values of a query's key, which may be there several times."""
    given = url.query.get(name, ())
    return [part for value in ([given] if isinstance(given, str) else given) for part in value.split(",")]


def _host_and_port(server: str) -> tuple[str, str | None]:
    """Of `host:port`, `[::1]:port`, `::1`, a folder or a host alone."""
    if _BARE_SIX.fullmatch(server):
        return server, None
    parts = _SERVER.fullmatch(server)
    if parts is None or not (parts["six"] or parts["host"]):
        raise ValueError("a server without a name, or a port that is no number")
    return parts["six"] or parts["host"], parts["port"]


def _checked(port: str) -> str:
    if not is_number(port) or int(port) > _LAST_PORT:
        raise ValueError("a port that is none")
    return port


def is_number(text: str) -> bool:
    """Whether it is written with the digits 0 to 9 alone."""
    return text.isascii() and text.isdigit()
