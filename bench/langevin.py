"""PyTorch's side of the Langevin benchmark: the reference nets, randomly initialised, sampled on the CPU.

Reads lines "NET BATCH STEPS LAYOUT" on stdin and answers each with one line: milliseconds a step, mean over STEPS steps. LAYOUT is
contiguous or channels_last, of weights and states.
One step is x <- x - grad F(x) + eps * z with z ~ N(0, I) drawn in it, as the reference implementation does.
"""
import os
import sys
import time

import torch
from torch import nn

CLOCK = time.process_time if sys.argv[2:] == ["cpu-time"] else time.perf_counter
torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count())
SLOPE = 0.05
N_F = 32


def leaky():
    return nn.LeakyReLU(SLOPE)


def toy():
    layers = [nn.Conv2d(2, N_F, 1), leaky(), nn.Conv2d(N_F, 2 * N_F, 1), leaky(), nn.Conv2d(2 * N_F, 2 * N_F, 1), leaky(),
              nn.Conv2d(2 * N_F, 2 * N_F, 1), leaky(), nn.Conv2d(2 * N_F, 1, 1)]
    return nn.Sequential(*layers), (2, 1, 1)


def vanilla():
    layers = [nn.Conv2d(3, N_F, 3, 1, 1), leaky(), nn.Conv2d(N_F, 2 * N_F, 4, 2, 1), leaky(),
              nn.Conv2d(2 * N_F, 4 * N_F, 4, 2, 1), leaky(), nn.Conv2d(4 * N_F, 8 * N_F, 4, 2, 1), leaky(), nn.Conv2d(8 * N_F, 1, 4)]
    return nn.Sequential(*layers), (3, 32, 32)


class NonlocalBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.hidden = max(1, channels // 2)
        self.theta = nn.Conv2d(channels, self.hidden, 1)
        self.phi = nn.Sequential(nn.Conv2d(channels, self.hidden, 1), nn.MaxPool2d(2))
        self.g = nn.Sequential(nn.Conv2d(channels, self.hidden, 1), nn.MaxPool2d(2))
        self.W = nn.Conv2d(self.hidden, channels, 1)

    def forward(self, x):
        n, _, h, w = x.shape
        flat = lambda t: t.reshape(n, self.hidden, -1)
        theta, phi, g = flat(self.theta(x)).transpose(1, 2), flat(self.phi(x)), flat(self.g(x)).transpose(1, 2)
        y = torch.matmul(torch.softmax(torch.matmul(theta, phi), -1), g)
        return self.W(y.transpose(1, 2).reshape(n, self.hidden, h, w)) + x


def nonlocal_net():
    block = lambda a, b: [nn.Conv2d(a, b, 3, 1, 1), leaky(), nn.MaxPool2d(2)]
    layers = [*block(3, N_F), NonlocalBlock(N_F), *block(N_F, 2 * N_F), NonlocalBlock(2 * N_F), *block(2 * N_F, 4 * N_F),
              nn.Flatten(), nn.Linear(16 * 4 * N_F, 8 * N_F), leaky(), nn.Linear(8 * N_F, 1)]
    return nn.Sequential(*layers), (3, 32, 32)


class WideBlock(nn.Module):
    def __init__(self, channels, to, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, to, 3, 1, 1)
        self.conv2 = nn.Conv2d(to, to, 3, stride, 1)
        self.shortcut = nn.Identity() if stride == 1 and channels == to else nn.Conv2d(channels, to, 1, stride)
        self.act = nn.LeakyReLU(0.2)

    def forward(self, x):
        return self.conv2(self.act(self.conv1(self.act(x)))) + self.shortcut(x)


class MinusLogSumExp(nn.Module):
    def forward(self, logits):
        return -torch.logsumexp(logits, 1)


def wide_resnet(depth, width):
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1)], 16
    for group in range(3):
        for block in range((depth - 4) // 6):
            to = 16 * width * 2**group
            layers.append(WideBlock(channels, to, 2 if group > 0 and block == 0 else 1))
            channels = to
    layers += [nn.LeakyReLU(0.2), nn.AvgPool2d(8), nn.Flatten(), nn.Linear(channels, 10), MinusLogSumExp()]
    return nn.Sequential(*layers), (3, 32, 32)


def step(net, x, epsilon):
    gradient = torch.autograd.grad(net(x).sum(), [x])[0]
    x.data += -gradient + epsilon * torch.randn_like(x)


torch.manual_seed(1)
NETS = {"toy": toy(), "vanilla": vanilla(), "nonlocal": nonlocal_net(), "wide-resnet": wide_resnet(28, 2)}
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
states = {}
for net, _ in NETS.values():
    for weight in net.parameters():
        weight.requires_grad_(False)
for line in sys.stdin:
    name, batch, steps, layout = line.split()
    net, shape = NETS[name]
    net.to(memory_format=FORMATS[layout])
    key = (name, batch, layout)
    if key not in states:
        states[key] = (2 * torch.rand(int(batch), *shape) - 1).to(memory_format=FORMATS[layout]).requires_grad_(True)
    begun = CLOCK()
    for _ in range(int(steps)):
        step(net, states[key], 0.01)
    print((CLOCK() - begun) * 1e3 / int(steps), flush=True)
