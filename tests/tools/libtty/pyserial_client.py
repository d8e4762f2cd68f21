# python3-serial on libboot0-tty, as on a serial device: argv[1] is its port, on
# which what is sent comes back. Ends with an exception when something is wrong.
import os
import select
import subprocess
import sys
import termios
import time

import serial

port = serial.Serial(sys.argv[1], 19200, parity="E", timeout=5)

# Every byte comes back as it was.
every = bytes(range(256))
port.write(every)
assert port.read(256) == every

# poll, FIONREAD, what is thrown away, a time-out.
port.write(b"abc")
assert select.select([port.fileno()], [], [], 5)[0]
while port.in_waiting < 3:
    time.sleep(0.001)
port.reset_input_buffer()
port.timeout = 0.01
assert port.read(1) == b""
port.timeout = 5

# Each of these is seen by the server.
port.bytesize, port.parity, port.stopbits = 7, "M", 2
port.baudrate = 12345
assert os.isatty(port.fileno())
flags = termios.tcgetattr(port.fileno())[2]
assert flags & termios.PARENB and flags & termios.CSTOPB
port.dtr = False
port.rts = False
port.rts = True
port.send_break(0.01)
termios.tcsendbreak(port.fileno(), 0)
port.flush()

# The modem lines of the server: DSR is on, the others are off.
assert port.dsr and not port.cts and not port.cd and not port.ri

# Another process gets bytes through, and disturbs nothing.
subprocess.run(["sh", "-c", "printf x >&%d" % port.fileno()], pass_fds=[port.fileno()], check=True)
assert port.read(1) == b"x"
port.close()
