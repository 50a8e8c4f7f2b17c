import { abs } from './ops/abs.ts';
import { add } from './ops/add.ts';
import { averagePool } from './ops/average-pool.ts';
import { broadcastTo } from './ops/broadcast-to.ts';
import { clamp } from './ops/clamp.ts';
import { concat } from './ops/concat.ts';
import { conv2dInputGradient } from './ops/conv2d-input-gradient.ts';
import { conv2dWeightGradient } from './ops/conv2d-weight-gradient.ts';
import { conv2d } from './ops/conv2d.ts';
import { cos } from './ops/cos.ts';
import { div } from './ops/div.ts';
import { equal } from './ops/equal.ts';
import { erf } from './ops/erf.ts';
import { exp } from './ops/exp.ts';
import { generalConv2dInputGradient } from './ops/general-conv2d-input-gradient.ts';
import { generalConv2dWeightGradient } from './ops/general-conv2d-weight-gradient.ts';
import { generalConv2d } from './ops/general-conv2d.ts';
import { greaterEqual } from './ops/greater-equal.ts';
import { greater } from './ops/greater.ts';
import { leakyReluGradient } from './ops/leaky-relu-gradient.ts';
import { leakyRelu } from './ops/leaky-relu.ts';
import { lessEqual } from './ops/less-equal.ts';
import { less } from './ops/less.ts';
import { logSumExp } from './ops/log-sum-exp.ts';
import { log } from './ops/log.ts';
import { matmul } from './ops/matmul.ts';
import { maxPoolGradient } from './ops/max-pool-gradient.ts';
import { maxPoolSelect } from './ops/max-pool-select.ts';
import { maxPool } from './ops/max-pool.ts';
import { max } from './ops/max.ts';
import { maximum } from './ops/maximum.ts';
import { mean } from './ops/mean.ts';
import { minimum } from './ops/minimum.ts';
import { mul } from './ops/mul.ts';
import { neg } from './ops/neg.ts';
import { pad } from './ops/pad.ts';
import { pow } from './ops/pow.ts';
import { relu } from './ops/relu.ts';
import { reshape } from './ops/reshape.ts';
import { sigmoid } from './ops/sigmoid.ts';
import { sign } from './ops/sign.ts';
import { silu } from './ops/silu.ts';
import { sin } from './ops/sin.ts';
import { slice } from './ops/slice.ts';
import { softmax } from './ops/softmax.ts';
import { softplus } from './ops/softplus.ts';
import { sqrt } from './ops/sqrt.ts';
import { square } from './ops/square.ts';
import { sub } from './ops/sub.ts';
import { sum } from './ops/sum.ts';
import { tanh } from './ops/tanh.ts';
import { transpose } from './ops/transpose.ts';
import { where } from './ops/where.ts';
import type { Op } from './op.ts';

/** Every operation of tensor programs by name. To add one: write its file in ops/ and list it here. */
export const opRegistry: ReadonlyMap<string, Op> = new Map(
  [
    abs,
    add,
    averagePool,
    broadcastTo,
    clamp,
    concat,
    conv2dInputGradient,
    conv2dWeightGradient,
    conv2d,
    cos,
    div,
    equal,
    erf,
    exp,
    generalConv2dInputGradient,
    generalConv2dWeightGradient,
    generalConv2d,
    greaterEqual,
    greater,
    leakyReluGradient,
    leakyRelu,
    lessEqual,
    less,
    logSumExp,
    log,
    matmul,
    maxPoolGradient,
    maxPoolSelect,
    maxPool,
    max,
    maximum,
    mean,
    minimum,
    mul,
    neg,
    pad,
    pow,
    relu,
    reshape,
    sigmoid,
    sign,
    silu,
    sin,
    slice,
    softmax,
    softplus,
    sqrt,
    square,
    sub,
    sum,
    tanh,
    transpose,
    where,
  ].map((op) => [op.name, op]),
);
