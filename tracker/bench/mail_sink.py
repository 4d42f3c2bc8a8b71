"""A mail server that takes everything and keeps nothing: `python -m tracker.bench.mail_sink PORT`."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP

from tracker.bench.place import HOST


class Taker:
    """Says that it has it."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 (aiosmtpd's name)
        """Every mail is welcome."""
        return "250 taken"


async def serve(port: int) -> None:
    """Until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Taker(), hostname="sink", loop=loop), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
