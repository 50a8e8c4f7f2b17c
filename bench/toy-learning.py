"""PyTorch's side of the comparison of learning: Algorithm 1 on the ring of eight Gaussians at the reference's settings, on the CPU.

Arguments: threads. Reads lines "SEED UPDATES STEPS EVERY" on stdin and answers each with one line of JSON:
{"d_s": [one an update], "kl": [KL(true || learned) on the grid, one every EVERY updates], "seconds": whole run}.
"""
import json
import math
import sys
import time

import numpy as np
import torch

from nets import toy

torch.set_num_threads(int(sys.argv[1]))
EPSILON, RATE, BATCH, BANK = 0.125, 0.1, 100, 10_000
GROUPS, SD, RADIUS = 8, 0.15, 1.0
SIDE, EXTENT = 200, RADIUS + 6 * SD
SCALE = 2 / EPSILON**2

angles = 2 * np.pi * np.arange(GROUPS) / GROUPS
means = RADIUS * np.stack([np.cos(angles), np.sin(angles)], 1)
axis = -EXTENT + 2 * EXTENT * (np.arange(SIDE) + 0.5) / SIDE
cells = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
truth = sum(np.exp(-((cells - mean) ** 2).sum(1) / (2 * SD**2)) for mean in means)
truth /= truth.sum()
grid = torch.tensor(cells, dtype=torch.float32).view(-1, 2, 1, 1)


def divergence(net):
    with torch.no_grad():
        energy = SCALE * net(grid).flatten().double().numpy()
    energy -= energy.min()
    log_learned = -energy - math.log(np.exp(-energy).sum())
    inside = truth > 0
    return float((truth[inside] * (np.log(truth[inside]) - log_learned[inside])).sum())


def learn(seed, updates, steps, every):
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    net = toy()
    rule = torch.optim.SGD(net.parameters(), lr=RATE / SCALE)
    bank = 2 * torch.rand(BANK, 2, 1, 1) - 1
    differences, divergences, begun = [], [], time.perf_counter()
    for update in range(1, updates + 1):
        points = means[draw.integers(0, GROUPS, BATCH)] + SD * draw.standard_normal((BATCH, 2))
        positive = torch.tensor(points, dtype=torch.float32).view(BATCH, 2, 1, 1)
        places = torch.randperm(BANK)[:BATCH]
        x = bank[places].clone().requires_grad_(True)
        for _ in range(steps):
            slope, = torch.autograd.grad(net(x).sum(), x)
            x.data += EPSILON * torch.randn_like(x) - slope
        bank[places] = x.detach()
        difference = SCALE * (net(positive).mean() - net(x.detach()).mean())
        rule.zero_grad()
        difference.backward()
        rule.step()
        differences.append(difference.item())
        if update % every == 0:
            divergences.append(divergence(net))
    return {"d_s": differences, "kl": divergences, "seconds": time.perf_counter() - begun}


print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
for line in sys.stdin:
    print(json.dumps(learn(*map(int, line.split()))), flush=True)
