"""The container of data/tagger.bin and data/gazetteer.bin (common/blob.h reads it).

Little endian.  64 bytes of header: magic (8 bytes), format version, number of sections,
file size (8 bytes), CRC-32 of everything after the header, zeros.  Then the table of
sections, 32 bytes each (name padded with NUL to 16, offset, size), then the sections, each
beginning at a multiple of 64.
"""
import os
import struct
import zlib

import numpy as np


def write(path, magic, version, sections):
    """sections: name -> numpy array or bytes, in the order in which they are stored."""
    table, body = b'', b''
    at = 64 + 32 * len(sections)
    parts = []
    for name, value in sections.items():
        raw = value if isinstance(value, bytes) else np.ascontiguousarray(value).tobytes()
        pad = -at % 64
        parts += [b'\0' * pad, raw]
        at += pad
        encoded = name.encode()
        assert len(encoded) <= 16 and raw, name
        table += struct.pack('<16sQQ', encoded, at, len(raw))
        at += len(raw)
    body = table + b''.join(parts)
    crc = zlib.crc32(body)
    head = struct.pack('<8sIIQI', magic, version, len(sections), at, crc)
    with open(path + '.new', 'wb') as f:
        f.write(head.ljust(64, b'\0') + body)
    os.replace(path + '.new', path)  # a worker that maps the old file keeps it
    return at, crc


def trie(values):
    """{string: value >= 0} -> sections of a trie whose nodes are numbered breadth first.

    Node i is reached by code point `point[i]`; its children are the nodes first[i] ..
    first[i + 1] - 1, ordered by code point; value[i] is -1 where no string ends.
    """
    root = {}
    for s, v in values.items():
        node = root
        for c in s:
            node = node.setdefault(ord(c), {})
        node[-1] = v
    point, first, value = [0], [], []
    queue, at = [root], 0
    while at < len(queue):
        node = queue[at]
        at += 1
        value.append(node.get(-1, -1))
        first.append(len(queue))
        for c in sorted(k for k in node if k >= 0):
            point.append(c)
            queue.append(node[c])
    first.append(len(queue))
    return {'point': np.array(point, '<u4'), 'first': np.array(first, '<u4'),
            'value': np.array(value, '<i4')}
