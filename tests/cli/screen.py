"""screen.py COLUMNS COMMAND...: runs a command on a terminal of its own and prints "WIDEST LINES":
how many columns its widest line takes, and how many lines it made.  What it wrote goes to
standard error.  A carriage return begins the same line again, as on a screen."""
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import unicodedata


def columns(text):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1
               for c in text)


def main():
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, int(sys.argv[1]), 0, 0))
        os.execvp(sys.argv[2], sys.argv[2:])
    said = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.waitpid(pid, 0)
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", said.decode("utf-8", "replace"))
    sys.stderr.write(text.replace("\r", "\n"))
    lines = re.split(r"[\r\n]+", text)
    print(max(map(columns, lines)), text.count("\n"))


main()
