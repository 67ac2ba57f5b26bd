"""The tagger: a word-piece encoder, a character head, one output and one CRF a convention.

Tensor names are those of the model file (see README.md); `save` writes NAME.safetensors in
half precision and NAME.json, `load` reads them back.
"""
import json

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import nn

from tags import MIXED, NEVER, TAGS, Crf



class Layer(nn.Module):
    """A post-norm transformer layer."""

    def __init__(self, width, heads, size, inner):
        super().__init__()
        self.heads, self.size = heads, size
        self.qkv, self.ao = nn.Linear(width, 3 * heads * size), nn.Linear(heads * size, width)
        self.fi, self.fo = nn.Linear(width, inner), nn.Linear(inner, width)
        self.aln, self.oln = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)

    def forward(self, x, mask):
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        # by hand: on CPUs, in bfloat16, twice as fast as torch's fused attention with its backward
        near = q * self.size ** -0.5 @ k.transpose(-1, -2) + mask
        seen = near.softmax(-1).to(v.dtype) @ v
        x = self.aln(x + self.ao(seen.transpose(1, 2).flatten(2)))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))


class Encoder(nn.Module):
    def __init__(self, size):
        super().__init__()
        width = size['H']
        self.word, self.pos = nn.Embedding(size['VOC'], width), nn.Embedding(size['MAXP'], width)
        self.typ, self.ln = nn.Parameter(torch.zeros(width)), nn.LayerNorm(width, 1e-12)
        self.layers = nn.ModuleList(Layer(width, size['NH'], size.get('HS', width // size['NH']), size['FF']) for _ in range(size['NL']))

    def forward(self, pieces, mask):
        x = self.ln(self.word(pieces) + self.pos.weight[:pieces.shape[1]] + self.typ)
        mask = torch.where(mask, 0., NEVER)[:, None, None, :]
        if torch.is_autocast_enabled('cpu'):
            mask = mask.to(torch.get_autocast_dtype('cpu'))
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Tagger(nn.Module):
    def __init__(self, settings, heads, dropout=0.1):
        super().__init__()
        self.settings, width = settings, settings['encoder']['H']
        self.bits = torch.arange(settings.setdefault('gazetteer_bits', 18))
        self.enc = Encoder(settings['encoder'])
        self.cemb, self.bm = nn.Embedding(len(settings['chars']), width), nn.Embedding(4, width)
        self.inp, self.gz = nn.Linear(2 * width, width), nn.Linear(len(self.bits), width, bias=False)
        self.c1, self.c2 = (nn.Conv1d(width, width, 3, padding=1) for _ in range(2))
        self.ln0, self.ln1, self.ln2 = (nn.LayerNorm(width) for _ in range(3))
        self.out = nn.ModuleDict({h: nn.Linear(width, len(TAGS)) for h in heads})
        self.crf, self.dropout = Crf(heads), dropout

    def _drop(self, x):
        return F.dropout(x, self.dropout, self.training)

    def features(self, batch, pieces):
        """A vector a character (batch x characters x width) from the encoder's a piece."""
        mine = pieces.gather(1, batch['c2p'][:, :, None].expand(-1, -1, pieces.shape[2]))
        places = (batch['gz'][:, :, None] >> self.bits & 1).to(torch.float32)
        x = torch.cat([mine, self.cemb(batch['cid']) + self.bm(batch['bm'])], -1)
        x = self.ln0(self._drop(self.inp(x) + self.gz(places)))
        mask = batch['cmask'][:, :, None].to(x.dtype)
        for conv, norm in ((self.c1, self.ln1), (self.c2, self.ln2)):
            x = norm(x + self._drop(F.gelu(conv((x * mask).transpose(1, 2)).transpose(1, 2))))
        return x

    def forward(self, batch, heads):
        """{head: emission scores, in float32} and the encoder's vectors."""
        pieces = self.enc(batch['pid'], batch['pmask'])
        x = self._drop(self.features(batch, pieces))
        return {h: self.out[h](x).float() for h in heads}, pieces


def load(path, layers=None, dropout=0.1, bits=None):
    """The model of path.safetensors and path.json.

    `layers` picks some of its layers, in order; `bits` gives it more gazetteer bits, of weight 0.
    A model without the head MIXED gets one, the mean of local and msra.
    """
    settings, tensors = json.load(open(path + '.json')), load_file(path + '.safetensors')
    layers = layers or range(settings['encoder']['NL'])
    settings['encoder']['NL'] = len(layers)
    old_bits = settings.setdefault('gazetteer_bits', 18)
    settings['gazetteer_bits'] = bits or old_bits
    heads = [k.split('.')[-1] for k in tensors if k.startswith('crf.t.')]
    model, state = Tagger(settings, sorted({*heads, MIXED}), dropout), {}
    for name, tensor in tensors.items():
        if name.startswith('src.'):
            continue
        part = name.split('.')
        if part[:2] != ['enc', 'layers']:
            state[name] = tensor.float()
        for new, old in enumerate(layers):
            if part[:3] == ['enc', 'layers', str(old)]:
                state['.'.join(part[:2] + [str(new)] + part[3:])] = tensor.float()
    if MIXED not in heads:
        for name in ('out.%s.weight', 'out.%s.bias', 'crf.t.%s'):
            state[name % MIXED] = (state[name % 'local'] + state[name % 'msra']) / 2
    state['gz.weight'] = F.pad(state['gz.weight'], (0, settings['gazetteer_bits'] - old_bits))
    model.load_state_dict(state)
    return model


def save(model, path, state=None):
    """Writes path.safetensors and path.json; `state` stands in for the model's own weights."""
    state = state or model.state_dict()
    save_file({k: (v.float() if k[:4] in ('crf.', 'src.') else v.half()).contiguous() for k, v in state.items()},
              path + '.safetensors')
    json.dump(model.settings, open(path + '.json', 'w'), ensure_ascii=False)
