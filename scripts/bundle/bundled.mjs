/**
 * What Basinscope comes with: potentials, and a ready map of each. In order of their place in the window.
 *
 * name: of potential and map. file: the weights, from the root of the checkout, learned by scripts/make-potentials.mjs; ε and how they came
 * to be stand in it. data: what the map starts from: its path, and its title as the map's record names it (a path of the machine that
 * made the map would mean nothing elsewhere). settings: of the map, where not the defaults. hold: numbers of sets in which unbiased chains
 * are watched, and for how many steps. opens: whether a first start shows this map.
 */
export const bundled = [
  { name: 'Eight Gaussians', file: 'resources/potentials/gmm-quick.safetensors', settings: { seed: 1 } },
  { name: 'Four rings', file: 'resources/potentials/rings-quick.safetensors', settings: { seed: 1, startScale: 4.5 } },
  {
    name: 'MNIST digits',
    file: 'resources/potentials/mnist-convergent-small.safetensors',
    data: { path: 'resources/data/mnist', title: 'MNIST, test images' },
    settings: { method: 'kinetic', seed: 11, states: 1000 },
    hold: { sets: [null, 12], steps: 3000, chains: 200 },
    opens: true,
  },
  {
    name: 'Fashion-MNIST, convergent',
    file: 'resources/potentials/fashion-convergent-small.safetensors',
    data: { path: 'resources/data/fashion-mnist', title: 'Fashion-MNIST, test images' },
    settings: { method: 'kinetic', seed: 11, states: 800 },
    hold: { sets: [null], steps: 3000, chains: 200 },
  },
  {
    name: 'Fashion-MNIST, not convergent',
    file: 'resources/potentials/fashion-nonconvergent-small.safetensors',
    data: { path: 'resources/data/fashion-mnist', title: 'Fashion-MNIST, test images' },
    settings: { method: 'kinetic', seed: 11, states: 800 },
    hold: { sets: [null], steps: 3000, chains: 200 },
  },
];
