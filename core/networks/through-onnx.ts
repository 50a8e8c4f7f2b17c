/** How public code calls the tensors of its energies, by what tells one from the other. */
const styles: readonly { readonly tells: (keys: readonly string[]) => boolean; readonly name: string; readonly read: string }[] = [
  {
    tells: (keys) => keys.some((key) => key.startsWith('class_output.')) && keys.some((key) => key.startsWith('f.')),
    name: 'Keys like these (f.layer1.0.conv1, class_output) are those of JEM, JEM++ and their descendants: the model is their F or CCF, with the arguments it was trained with.',
    read: 'what their forward gives is f = −U: say so (negative) when you open it',
  },
  {
    tells: (keys) => keys.some((key) => /\.weight_(orig|u|v)$|parametrizations\.weight/.test(key)),
    name: 'Keys like these (weight_orig, or parametrizations.weight) are those of convolutions under spectral normalisation, as in IGEBM and improved contrastive divergence: the norms are computed in the file.',
    read: 'what such a network gives is its energy; one that takes a class as well asks for its value',
  },
  {
    tells: (keys) => keys.some((key) => /^(fc|linear|classifier|head)\.(\d+\.)?weight$/.test(key)),
    name: 'Keys like these (layer1.0.conv1, fc) are those of a classifier, which is an energy by its logits.',
    read: 'read its output as logits when you open it',
  },
];

/**
 * A state dict does not say how its network is built: the way to a file that does, as a script to paste. Its lines begin with two spaces.
 * `shapes`: of the file's tensors by name; channels are those of the first convolution.
 */
export function throughOnnx(shapes: ReadonlyMap<string, { readonly shape: readonly number[] }>): string {
  const keys = [...shapes.keys()].map((key) => key.replace(/^module\./, ''));
  const channels = [...shapes.values()].find(({ shape }) => shape.length === 4)?.shape[1] ?? 3;
  const style = styles.find(({ tells }) => tells(keys));
  return [
    `${style === undefined ? '' : `${style.name} `}Weights alone do not say how their network is built. Write both as one ONNX file in PyTorch, where the network is defined, and open that:`,
    '  import torch',
    '  model = ...  # the network itself, with the arguments it was trained with',
    '  state = torch.load("weights.pth", map_location="cpu")',
    '  state = state.get("model_state_dict", state.get("state_dict", state))',
    '  model.load_state_dict({key.removeprefix("module."): value for key, value in state.items()})',
    '  model.eval()',
    // The exporter has no op for what newer spectral norms do; in eval mode their weights are fixed.
    ...(keys.some((key) => key.includes('.parametrizations.')) ? [
      '  from torch.nn.utils import parametrize',
      '  for part in list(model.modules()):',
      '      if parametrize.is_parametrized(part, "weight"): parametrize.remove_parametrizations(part, "weight")',
    ] : []),
    `  torch.onnx.export(model, torch.zeros(2, ${channels}, 32, 32), "model.onnx", input_names=["x"],`,
    '                    dynamic_axes={"x": {0: "n"}}, opset_version=17, dynamo=False)',
    `(with the size of your images; ${style?.read ?? 'for a classifier read its output as logits when you open it, for f = −U as negative'}).`,
  ].join('\n');
}
