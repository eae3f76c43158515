"""A hospital's HIS or LIS, made of somebody else's HL7 library (PyPI hl7).

listen PORT        takes messages over MLLP, answers as lines on standard input say (AA, AE, AR, silent; the last one
                   counts), and prints each message it took as one line of JSON
send HOST PORT     reads one message from standard input, sends it, prints the answer as one line of JSON
"""

import asyncio
import json
import sys

import hl7
from hl7.mllp import open_hl7_connection, start_hl7_server

answer = "AA"
# Bytes of one message: a document comes with its letters inside.
LIMIT = 4 * 1024 * 1024


def told(message):
    def field(segment, number):
        try:
            return str(message.segment(segment)[number])
        except KeyError:
            return ""

    observations = [str(one[5]) for one in message.segments("OBX")] if "|ORU" in str(message) or "|MDM" in str(message) else []
    return {
        "type": field("MSH", 9), "control": field("MSH", 10), "facility": field("MSH", 4),
        "patient": field("PID", 3), "name": field("PID", 5), "document": field("TXA", 12),
        "case": field("TXA", 14), "adds": field("TXA", 13), "observations": observations,
        "code": field("MSA", 1), "answers": field("MSA", 2), "error": field("ERR", 3),
    }


async def serve(reader, writer):
    try:
        while not writer.is_closing():
            message = await reader.readmessage()
            if answer == "silent":
                continue
            print(json.dumps(told(message) | {"answered": answer}, ensure_ascii=False), flush=True)
            writer.writemessage(message.create_ack(answer))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def listen(port):
    global answer
    server = await start_hl7_server(serve, host="127.0.0.1", port=port, encoding="utf-8", limit=LIMIT)
    print(json.dumps({"listening": port}), flush=True)
    loop = asyncio.get_running_loop()
    async with server:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            answer = line.strip()
            print(json.dumps({"answer": answer}), flush=True)


async def send(host, port):
    text = sys.stdin.read().replace("\n", "\r")
    reader, writer = await open_hl7_connection(host, port, encoding="utf-8")
    writer.writemessage(hl7.parse(text))
    await writer.drain()
    print(json.dumps(told(await asyncio.wait_for(reader.readmessage(), 20)), ensure_ascii=False), flush=True)
    writer.close()


if sys.argv[1] == "listen":
    asyncio.run(listen(int(sys.argv[2])))
else:
    asyncio.run(send(sys.argv[2], int(sys.argv[3])))
