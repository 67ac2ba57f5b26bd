"""A model whose probabilities are those of a higher temperature; what it tags stays the same.

usage: cool.py MODEL OUT TEMPERATURE    (without suffixes)
"""
import shutil
import sys

from safetensors.torch import load_file, save_file


def main():
    path, out, temperature = sys.argv[1:]
    tensors = load_file(path + '.safetensors')
    for name, tensor in tensors.items():
        if name.startswith(('out.', 'crf.t.')):
            tensors[name] = (tensor.float() / float(temperature)).to(tensor.dtype)
    save_file(tensors, out + '.safetensors')
    shutil.copyfile(path + '.json', out + '.json')


if __name__ == '__main__':
    main()
