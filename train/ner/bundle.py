"""Reads the tensors of a TensorFlow checkpoint (a tensor bundle) without TensorFlow.

PREFIX.index is a sorted table of LevelDB's: blocks of entries that share the heads of their keys, found
through an index block that the last 48 bytes point to.  A value is a message of protocol buffers:
type (1 is float), shape, and where in PREFIX.data-00000-of-00001 the numbers lie.
"""
import numpy as np

FLOAT = 1


def number(data, at):
    """A varint, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


def block(data, at, size):
    """(key, value) of a block."""
    if data[at + size] != 0:
        raise ValueError('a compressed block')
    part = data[at:at + size]
    end, key, at = size - 4 - 4 * int.from_bytes(part[-4:], 'little'), b'', 0
    while at < end:
        shared, at = number(part, at)
        fresh, at = number(part, at)
        length, at = number(part, at)
        key = key[:shared] + part[at:at + fresh]
        yield key.decode(), part[at + fresh:at + fresh + length]
        at += fresh + length


def message(data):
    """[(field, number or bytes)]"""
    out, at = [], 0
    while at < len(data):
        tag, at = number(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = number(data, at)
        else:
            length, at = number(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = data[at:at + length], at + length
        out.append((tag >> 3, value))
    return out


def tensors(prefix):
    """{name: array} of all tensors of floats."""
    with open(prefix + '.index', 'rb') as f:
        table = f.read()
    handle, at = table[-48:], 0
    places = []
    for _ in range(4):  # offset and size of the block about blocks, then of the index
        value, at = number(handle, at)
        places.append(value)
    numbers, out = np.memmap(prefix + '.data-00000-of-00001', np.uint8, 'r'), {}
    for _, where in block(table, *places[2:]):
        start, at = number(where, 0)
        for name, value in block(table, start, number(where, at)[0]):
            entry = dict(message(value))
            if not name or entry.get(1) != FLOAT:
                continue
            shape = [dict(message(d)).get(1, 0) for field, d in message(entry.get(2, b'')) if field == 2]
            start = entry.get(4, 0)
            out[name] = numbers[start:start + entry[5]].view('<f4').reshape(shape)
    return out
