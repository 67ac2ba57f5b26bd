import os
import struct
import tempfile
import unittest

import numpy as np

import bundle


def varint(n):
    out = b''
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def block(entries):
    """Entries as LevelDB writes them: the head that a key shares with the one before is left out."""
    body, last = b'', b''
    for key, value in entries:
        shared = len(os.path.commonprefix([key, last]))
        body, last = body + varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value, key
    return body + struct.pack('<II', 0, 1)


class Bundle(unittest.TestCase):
    def test_tensors_come_back(self):
        first, second = np.arange(6, dtype='<f4').reshape(2, 3), np.array([7, 8], '<f4')
        dim = lambda n: b'\x12' + varint(2) + b'\x08' + varint(n)
        value = lambda shape, at, size: b'\x08\x01\x12' + varint(len(shape)) + shape + b'\x20' + varint(at) + b'\x28' + varint(size)
        data = block([(b'', b'\x08\x01'), (b'a/first', value(dim(2) + dim(3), 0, 24)), (b'a/second', value(dim(2), 24, 8))])
        index = block([(b'b', varint(0) + varint(len(data)))])
        footer = varint(0) + varint(0) + varint(len(data) + 5) + varint(len(index))
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + '/x.index', 'wb') as f:
                f.write(data + bytes(5) + index + bytes(5) + footer.ljust(48, b'\0'))
            with open(folder + '/x.data-00000-of-00001', 'wb') as f:
                f.write(first.tobytes() + second.tobytes())
            found = bundle.tensors(folder + '/x')
        self.assertEqual(sorted(found), ['a/first', 'a/second'])
        np.testing.assert_array_equal(found['a/first'], first)
        np.testing.assert_array_equal(found['a/second'], second)


if __name__ == '__main__':
    unittest.main()
