"""Read by every part of a local Airflow when it starts: lets transactions on SQLite wait for their turn.

Airflow opens savepoints before it reads and then writes. On SQLite such a transaction has begun as a reader, and when another part
of Airflow has written in between, it fails at once ("database is locked"), however long the timeout. Begun as a writer, it waits.
"""

from sqlalchemy import Connection, Engine, event


@event.listens_for(Engine, "savepoint")
def begin_as_writer(connection: Connection, name: str) -> None:
    """Take SQLite's write lock before a savepoint that would begin a transaction; other databases need nothing."""
    if connection.dialect.name != "sqlite":
        return
    driver = connection.connection.driver_connection
    if driver is not None and not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
