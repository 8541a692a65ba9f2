"""The probes, one to a file; a new one joins the others here."""

from isolation.prover.probes import (
    become,
    blind_delete,
    blind_update,
    call,
    delete,
    disarm,
    exists,
    give,
    insert,
    leaky,
    lock,
    powers,
    prepared,
    read,
    refers,
    take,
    truncate,
    update,
    upsert,
    view,
    write_view,
)

PROBES = tuple(
    module.PROBE
    for module in (
        read,
        insert,
        upsert,
        update,
        blind_update,
        delete,
        blind_delete,
        give,
        take,
        lock,
        leaky,
        prepared,
        exists,
        refers,
        truncate,
        disarm,
        view,
        write_view,
        call,
        become,
        powers,
    )
)
