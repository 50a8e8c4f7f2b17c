/** Potentials learned by this program, each from a preset of resources/presets with a seed: what is in resources/potentials. */
export const learned = [
  { preset: 'gmm-quick', seed: 1, words: 'Toy net (2D, n_f 32) learned on eight Gaussians on a ring' },
  { preset: 'rings-quick', seed: 1, words: 'Toy net (2D, n_f 32) learned on four rings' },
  { preset: 'mnist-convergent-small', seed: 1, words: 'Strided net (32 × 32 × 1, n_f 16) learned on MNIST (60,000 training images), chains kept' },
  { preset: 'fashion-convergent-small', seed: 1, words: 'Strided net (32 × 32 × 1, n_f 16) learned on Fashion-MNIST (60,000 training images), chains kept' },
  { preset: 'fashion-nonconvergent-small', seed: 1, words: 'Strided net (32 × 32 × 1, n_f 16) learned on Fashion-MNIST (60,000 training images), chains from noise' },
];
