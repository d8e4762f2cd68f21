# A serial line behind RFC 2217, by python3-serial's own server, for one client:
# prints its TCP port, then each setting that the client changes. Bytes go to the
# terminal at argv[1] and come from it; without one they come back. With "raw"
# behind it there is no RFC 2217: bytes only.
import os
import select
import socket
import sys

import serial
import serial.rfc2217


class Line:
    """What serial.rfc2217.PortManager needs of a serial.Serial."""

    cts = ri = cd = False
    dsr = True
    baudrate, bytesize, parity, stopbits = 9600, 7, "N", 2
    xonxoff = rtscts = True
    dtr = rts = True

    def __setattr__(self, name, value):
        print(name, value, flush=True)
        object.__setattr__(self, name, value)
        if name == "baudrate" and terminal:
            terminal.baudrate = value

    def reset_input_buffer(self):
        pass

    reset_output_buffer = reset_input_buffer


class Connection:
    def __init__(self, client):
        self.write = client.sendall


terminal = serial.Serial(sys.argv[1], timeout=0) if len(sys.argv) > 1 else None
server = socket.create_server(("127.0.0.1", 0))
print("port", server.getsockname()[1], flush=True)
client = server.accept()[0]
raw = "raw" in sys.argv
if raw:
    terminal.baudrate = 115200
manager = None if raw else serial.rfc2217.PortManager(Line(), Connection(client))
while True:
    ready = select.select([client] + ([terminal] if terminal else []), [], [])[0]
    back = b""
    if client in ready:
        received = client.recv(4096)
        if not received:
            break
        data = received if raw else b"".join(manager.filter(received))
        if terminal:
            terminal.write(data)
        else:
            back = data
    if terminal in ready:
        back = os.read(terminal.fileno(), 4096)
    client.sendall(back if raw else b"".join(manager.escape(back)))
