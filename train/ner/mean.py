"""The mean of the weights of models that were trained on from one another.

usage: mean.py MODEL... OUT    (without suffix)
"""
import shutil
import sys

from safetensors.torch import load_file, save_file


def main():
    *paths, out = sys.argv[1:]
    parts = [load_file(p + '.safetensors') for p in paths]
    save_file({k: (sum(p[k].float() for p in parts) / len(parts)).to(v.dtype).contiguous()
               for k, v in parts[0].items() if all(k in p for p in parts)}, out + '.safetensors')
    shutil.copyfile(paths[0] + '.json', out + '.json')


if __name__ == '__main__':
    main()
