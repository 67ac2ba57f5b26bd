"""usage: python -m unittest test_model"""
import unittest

import torch

from data import FOLDER
from heads import cut, fit, silence
from model import Encoder, load
from prune import narrow
from tags import MIXED


class PruneTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(3)
        self.model = torch.nn.Module()
        size = {'H': 32, 'VOC': 50, 'MAXP': 20, 'NH': 4, 'FF': 64, 'NL': 2}
        self.model.enc, self.model.settings = Encoder(size), {'encoder': size}
        pieces = torch.randint(50, (8, 20))
        self.batch = {'pid': pieces, 'pmask': torch.arange(20) < torch.arange(13, 21)[:, None]}

    def vectors(self):
        with torch.no_grad():
            return self.model.enc(self.batch['pid'], self.batch['pmask'])[self.batch['pmask']]

    def test_neurons_without_effect_go_first(self):
        for layer in self.model.enc.layers:
            layer.fo.weight.data[:, 1::2] = 0
        before = self.vectors()
        narrow(self.model, 32, [self.batch])
        self.assertEqual(self.model.enc.layers[0].fi.weight.shape, (32, 32))
        self.assertEqual(self.model.enc.layers[1].fo.weight.shape, (32, 32))
        self.assertEqual(self.model.settings['encoder']['FF'], 32)
        self.assertLess((self.vectors() - before).abs().mean().item(), 0.02)

    def test_what_a_constant_neuron_gave_moves_to_the_bias(self):
        for layer in self.model.enc.layers:
            layer.fi.weight.data[:32], layer.fi.bias.data[:32] = 0, 3
            layer.fo.weight.data[:, :32] = 1
        before = self.vectors()
        narrow(self.model, 32, [self.batch])
        self.assertLess((self.vectors() - before).abs().mean().item(), 0.02)


    def test_silenced_heads_and_neurons_can_be_cut_out(self):
        for layer in self.model.enc.layers:
            silence(layer.ao, torch.randn(50, 32), 4, 1)
            silence(layer.fo, torch.randn(50, 64), 64, 16)
        before = self.vectors()
        for layer in self.model.enc.layers:
            cut(layer)
            self.assertEqual((layer.qkv.weight.shape, layer.ao.weight.shape), ((72, 32), (32, 24)))
            self.assertEqual((layer.fi.weight.shape, layer.fo.weight.shape), ((48, 32), (32, 48)))
        self.assertLess((self.vectors() - before).abs().max().item(), 1e-5)

    def test_a_fit_comes_nearer(self):
        layer, x = self.model.enc.layers[0].fo, torch.randn(400, 64)
        wanted = layer(x)
        silence(layer, x, 64, 16)
        far = (layer(x + x.roll(1, 1)) - wanted).pow(2).mean()
        fit(layer, x + x.roll(1, 1), wanted)
        self.assertLess((layer(x + x.roll(1, 1)) - wanted).pow(2).mean().item(), 0.5 * far.item())
        self.assertEqual((layer.weight.abs().sum(0) > 0).sum().item(), 48)


class HeadTest(unittest.TestCase):
    def test_a_model_without_mixed_head_gets_the_mean_of_both(self):
        model = load(FOLDER + '/teacher')
        mean = (model.out['local'].weight + model.out['msra'].weight) / 2
        self.assertTrue(torch.equal(model.out[MIXED].weight, mean))
        mean = (model.crf.t['local'] + model.crf.t['msra']) / 2
        self.assertTrue(torch.equal(model.crf.t[MIXED], mean))


if __name__ == '__main__':
    unittest.main()
