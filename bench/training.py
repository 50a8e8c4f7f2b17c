"""PyTorch's side of the training benchmark: the loop of Algorithm 1 as the reference implementation runs it, on the CPU.

Reads lines "NET CHANNELS BATCH STEPS OPTIMIZER UPDATES LAYOUT" on stdin and answers each with one line: milliseconds of an update (that of
the median time among UPDATES), then of each of its steps. An update draws a batch of data and adds noise, takes persistent
states, runs STEPS steps x <- x - grad F(x) + eps * z, gives them back, and steps the weights down the gradient of d_s.
"""
import os
import sys
import time

import torch

from nets import nonlocal_net, toy, vanilla

CLOCK = time.process_time if sys.argv[2:] == ["cpu-time"] else time.perf_counter
torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count())
EPSILON = 0.01
BANK = 1000
BUILD = {"toy": toy, "vanilla": vanilla, "nonlocal": nonlocal_net}
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
torch.manual_seed(1)
print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
runs = {}
for line in sys.stdin:
    name, channels, batch, steps, optimizer, updates, layout = line.split()
    memory = FORMATS[layout]
    channels, batch, steps = int(channels), int(batch), int(steps)
    shape = (channels, 1, 1) if name == "toy" else (channels, 32, 32)
    key = (name, channels, batch, layout)
    if key not in runs:
        net = BUILD[name](channels).to(memory_format=memory)
        rule = torch.optim.SGD(net.parameters(), lr=1e-6) if optimizer == "sgd" else torch.optim.Adam(net.parameters(), lr=1e-6)
        runs[key] = (net, rule, 2 * torch.rand(BANK, *shape) - 1, 2 * torch.rand(BANK, *shape) - 1)
    net, rule, data, bank = runs[key]
    turns = []
    for _ in range(int(updates)):
        calls = []
        begun = CLOCK()
        positive = data[torch.randperm(BANK)[:batch]]
        positive = (positive + 0.02 * torch.randn_like(positive)).to(memory_format=memory)
        places = torch.randperm(BANK)[:batch]
        x = bank[places].to(memory_format=memory).clone().requires_grad_(True)
        norm = 0.0
        for _ in range(steps):
            called = CLOCK()
            gradient = torch.autograd.grad(net(x).sum(), [x])[0]
            x.data += -gradient + EPSILON * torch.randn_like(x)
            norm += gradient.reshape(batch, -1).norm(dim=1).mean().item()
            calls.append((CLOCK() - called) * 1e3)
        bank[places] = x.detach()
        rule.zero_grad()
        loss = net(positive).mean() - net(x.detach()).mean()
        loss.backward()
        rule.step()
        turns.append([(CLOCK() - begun) * 1e3, *calls])
    # The update of the median time stands for the turn.
    print(*sorted(turns)[len(turns) // 2], flush=True)
