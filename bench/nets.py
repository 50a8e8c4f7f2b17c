"""The networks of the reference implementation in PyTorch, randomly initialised: n_f = `width`, images 32x32 of `channels`, the toy's points of the plane."""
import torch
from torch import nn


def leaky():
    return nn.LeakyReLU(0.05)


def toy(channels=2, width=32):
    return nn.Sequential(
        nn.Conv2d(channels, width, 1), leaky(), nn.Conv2d(width, 2 * width, 1), leaky(), nn.Conv2d(2 * width, 2 * width, 1), leaky(),
        nn.Conv2d(2 * width, 2 * width, 1), leaky(), nn.Conv2d(2 * width, 1, 1))


def vanilla(channels=3, width=32):
    return nn.Sequential(
        nn.Conv2d(channels, width, 3, 1, 1), leaky(), nn.Conv2d(width, 2 * width, 4, 2, 1), leaky(), nn.Conv2d(2 * width, 4 * width, 4, 2, 1), leaky(),
        nn.Conv2d(4 * width, 8 * width, 4, 2, 1), leaky(), nn.Conv2d(8 * width, 1, 4))


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


def nonlocal_net(channels=3, width=32):
    block = lambda a, b: [nn.Conv2d(a, b, 3, 1, 1), leaky(), nn.MaxPool2d(2)]
    return nn.Sequential(
        *block(channels, width), NonlocalBlock(width), *block(width, 2 * width), NonlocalBlock(2 * width), *block(2 * width, 4 * width),
        nn.Flatten(), nn.Linear(16 * 4 * width, 8 * width), leaky(), nn.Linear(8 * width, 1))
