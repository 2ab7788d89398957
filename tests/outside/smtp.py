"""A mail server for a story: prints its port, then each mail as a line of JSON."""

import json
import sys
from email import message_from_bytes, policy

from aiosmtpd.controller import UnthreadedController
import asyncio


class Prints:
    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        text = mail.get_body(preferencelist=("plain",)).get_content()
        said = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "subject": mail["subject"], "text": text}
        print(json.dumps(said), flush=True)
        return "250 taken"


async def main():
    loop = asyncio.get_running_loop()
    controller = UnthreadedController(Prints(), hostname="127.0.0.1", port=0, loop=loop)
    server = await loop.create_server(controller.factory, host="127.0.0.1", port=0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.Event().wait()


try:
    asyncio.run(main())
except KeyboardInterrupt:
    sys.exit(0)
