"""PyTorch's side of the Langevin benchmark: the reference nets, randomly initialised, sampled.

Arguments: THREADS [DEVICE [N_F]] [cpu-time], DEVICE cpu or cuda; cpu-time: processor time is counted.
Reads lines "NET BATCH STEPS LAYOUT" on stdin and answers each with one line: milliseconds a step, mean over STEPS steps. LAYOUT is
contiguous or channels_last, of weights and states, in eager mode; or compile (torch.compile) or graph (a step as one CUDA graph), both
contiguous. What cannot be run here answers nan, with the reason on stderr.
One step is x <- x - grad F(x) + eps * z with z ~ N(0, I) drawn in it, as the reference implementation does.
"""
import copy
import os
import sys
import time

import torch
from torch import nn

from nets import nonlocal_net, toy, vanilla

ARGUMENTS = [word for word in sys.argv[1:] if word != "cpu-time"]
CLOCK = time.process_time if "cpu-time" in sys.argv else time.perf_counter
torch.set_num_threads(int(ARGUMENTS[0]) if ARGUMENTS else os.cpu_count())
DEVICE = ARGUMENTS[1] if len(ARGUMENTS) > 1 else "cpu"
N_F = int(ARGUMENTS[2]) if len(ARGUMENTS) > 2 else 32


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
    return nn.Sequential(*layers)


def step(net, x, epsilon):
    gradient = torch.autograd.grad(net(x).sum(), [x])[0]
    x.data += -gradient + epsilon * torch.randn_like(x)


def synchronize():
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def captured(net, x):
    """A step as a CUDA graph; a few steps before the capture, on a stream of their own, as PyTorch asks."""
    if DEVICE != "cuda":
        raise RuntimeError("CUDA graphs need a CUDA device")
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            step(net, x, EPSILON)
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step(net, x, EPSILON)
    return graph.replay


def stepper(name, batch, layout):
    """What takes one step of a network, ready to be timed."""
    net, shape = NETS[name]
    memory = FORMATS.get(layout, torch.contiguous_format)
    if layout in FORMATS:
        net.to(DEVICE, memory_format=memory)
    key = (name, batch, layout)
    if key not in steppers:
        x = (2 * torch.rand(batch, *shape, device=DEVICE) - 1).to(memory_format=memory).requires_grad_(True)
        if layout in FORMATS:
            steppers[key] = lambda: step(net, x, EPSILON)
        else:
            # A network of its own: what was captured goes on reading the weights where they lay.
            own = copy.deepcopy(net).to(DEVICE, memory_format=memory)
            run = torch.compile(own) if layout == "compile" else own
            steppers[key] = captured(own, x) if layout == "graph" else lambda: step(run, x, EPSILON)
    return steppers[key]


torch.manual_seed(1)
EPSILON = 0.01
IMAGES = (3, 32, 32)
NETS = {
    "toy": (toy(2, N_F), (2, 1, 1)), "vanilla": (vanilla(3, N_F), IMAGES), "nonlocal": (nonlocal_net(3, N_F), IMAGES),
    "wide-resnet": (wide_resnet(28, 2), IMAGES),
}
FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
where = torch.cuda.get_device_name() if DEVICE == "cuda" else f"{torch.get_num_threads()} threads"
print(f"PyTorch {torch.__version__}, {where}", flush=True)
steppers = {}
for net, _ in NETS.values():
    for weight in net.parameters():
        weight.requires_grad_(False)
for line in sys.stdin:
    name, batch, steps, layout = line.split()
    try:
        take = stepper(name, int(batch), layout)
        synchronize()
        begun = CLOCK()
        for _ in range(int(steps)):
            take()
        synchronize()
        print((CLOCK() - begun) * 1e3 / int(steps), flush=True)
    except Exception as failure:
        if layout in FORMATS:
            raise
        print(f"{layout}: {failure}", file=sys.stderr, flush=True)
        print("nan", flush=True)
