"""Narrower layers: of the neurons between a layer's two feed-forward matrices the least useful go."""
import torch


def _moments(encoder, batches):
    """Mean and covariance of every layer's neurons over the pieces of the batches."""
    sums, mask = [[0, 0., 0.] for _ in encoder.layers], None

    def watch(total):
        def add(_, inputs):
            x = inputs[0][mask].float()
            for k, value in enumerate((len(x), x.sum(0), x.T @ x)):
                total[k] += value
        return add

    hooks = [layer.fo.register_forward_pre_hook(watch(total)) for layer, total in zip(encoder.layers, sums)]
    for batch in batches:
        mask = batch['pmask']
        with torch.autocast('cpu', dtype=torch.bfloat16):
            encoder(batch['pid'], mask)
    for hook in hooks:
        hook.remove()
    return [(x / n, xx / n - torch.outer(x / n, x / n)) for n, x, xx in sums]


@torch.no_grad()
def narrow(model, inner, batches):
    """Leaves `inner` neurons in every layer; `batches` are sample text.

    Those stay that move the layer's output most: deviation times length of the outgoing column.
    The outgoing matrix is fitted anew, by least squares, to give what all of them gave.
    """
    model.eval()
    for layer, (mean, cov) in zip(model.enc.layers, _moments(model.enc, batches)):
        fi, fo = layer.fi, layer.fo
        worth = cov.diagonal().clamp(min=0).sqrt() * fo.weight.norm(dim=0)
        keep = worth.topk(inner).indices.sort().values
        kept = cov[keep][:, keep]
        kept += 0.01 * kept.diagonal().mean() * torch.eye(inner)
        weight = torch.linalg.solve(kept, cov[keep] @ fo.weight.T).T
        fo.bias += fo.weight @ mean - weight @ mean[keep]
        fo.weight.data, fo.in_features = weight.contiguous(), inner
        fi.weight.data, fi.bias.data, fi.out_features = fi.weight[keep].clone(), fi.bias[keep].clone(), inner
    model.settings['encoder']['FF'] = inner
    model.train()
