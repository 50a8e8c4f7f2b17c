import { engineSettings } from '../../../../core/contract/engine-settings.ts';
import type { LayerRow, NetworkDescription } from '../../../../core/contract/network.ts';
import type { ToyDensitySettings, TrainingConfig, TrainingPhase } from '../../../../core/contract/training-config.ts';
import type { RunSummary } from '../../../../core/contract/training-run.ts';
import { trainingSetting } from '../../../../core/contract/training-settings.ts';
import { fileNameOf, formatCount, formatNumber, formatPlural, formatShape, isPlane } from '../../../lib/format.ts';
import { deviceWords, engineWords } from '../../machine/engine-words.ts';
import { valueAt } from './config-path.ts';
import { linesOf, type LineSetting } from './setting-lines.ts';

export interface ConfigLine {
  readonly key: string;
  readonly label: string;
  readonly symbol: string;
  readonly value: string;
  readonly unit: string;
  readonly meaning: string;
}

export interface ConfigLines {
  readonly title: string;
  readonly lines: readonly ConfigLine[];
}

/** "8 Gaussians at radius 1, sd 0.1". */
export function densityWords({ type, groups, sd, radius }: ToyDensitySettings): string {
  return type === 'gmm' ? `${formatCount(groups)} Gaussians at radius ${formatNumber(radius)}, sd ${formatNumber(sd)}` : `${formatCount(groups)} rings, ${formatNumber(radius)} apart, sd ${formatNumber(sd)}`;
}

export function dataWords(data: TrainingConfig['data']): string {
  return data.kind === 'toy' ? densityWords(data.density) : `${fileNameOf(data.source)}, ${formatShape(data.shape)}`;
}

/** "Adam 1e-4", "SGD 0.1 → 5e-4". */
export function phaseName({ optimizer, lrInit, lrMin, lrDecay }: TrainingPhase): string {
  const rate = formatNumber(lrInit, 3);
  const falls = lrDecay < 1 && lrMin < lrInit;
  return `${optimizer === 'adam' ? 'Adam' : 'SGD'} ${rate}${falls ? ` → ${formatNumber(lrMin, 3)}` : ''}`;
}

/** One layer in a line: "convolution, 3 × 3, stride 1, padding 1 → 64×32×32". */
export function layerWords({ type, detail, shape }: LayerRow): string {
  return `${type}${detail === '' ? '' : `, ${detail}`} → ${shape.join('×')}`;
}

/** What learning starts from, and which of its weights it changes. */
export function startWords({ from }: Pick<TrainingConfig, 'from'>): string {
  if (from === undefined) return 'random weights';
  return from.trained === null ? `“${from.name}”, all its weights learned` : `“${from.name}”, ${formatPlural(from.trained.length, 'tensor')} learned`;
}

/** Name, n_f (the features of the first layer that has weights) and states of a network. */
export function netWords({ net, inputShape }: NetworkDescription, layers: readonly LayerRow[]): string {
  const features = layers.find(({ parameters }) => parameters > 0)?.shape[0];
  return `${net}${features === undefined ? '' : `, n_f ${features}`}, on ${isPlane(inputShape) ? 'points of the plane' : formatShape(inputShape)}`;
}

export function settingWords(setting: LineSetting, value: unknown): string {
  if (value === null || value === undefined) return setting.kind === 'number' ? (setting.none ?? 'off') : '–';
  if (setting.kind === 'choice') return setting.choices.find((choice) => choice.value === value)?.label ?? String(value);
  if (value === 0 && setting.group === 'options') return 'off';
  return typeof value === 'number' ? formatNumber(value, 6) : String(value);
}

/** All that decides a run, in groups, as words: what a run was made with, and what two of them are compared by. */
export function configLines(start: RunSummary): ConfigLines[] {
  const { config, layers } = start;
  const line = (key: string, label: string, value: string, meaning = '', symbol = '', unit = ''): ConfigLine => ({ key, label, value, meaning, symbol, unit });
  const of = (group: LineSetting['group'], data: unknown): ConfigLine[] =>
    linesOf(group, config).map((setting) => line(setting.key, setting.label, settingWords(setting, valueAt(data, setting.key)), setting.meaning, setting.symbol, setting.unit));
  return [
    { title: 'Data', lines: [line('data', 'Data', dataWords(config.data), 'What is learned from.'), ...of('data', config)] },
    { title: 'Network', lines: [line('architecture', 'Network', netWords(config.architecture, layers), layers.map(layerWords).join('\n')), line('from', 'Starts from', startWords(config), config.from?.trained?.join('\n') ?? '')] },
    { title: 'Sampling', lines: of('sampling', config) },
    {
      title: 'Learning',
      lines: config.phases.flatMap((phase, i) => [
        line(`phases.${i}`, config.phases.length > 1 ? `Phase ${i + 1}` : 'Optimizer', phaseName(phase), 'lr ← max(lr_min, lr · decay) after each update.'),
        line(`phases.${i}.updates`, trainingSetting('phases.updates').label, formatCount(phase.updates)),
        ...(phase.lrDecay < 1 ? [line(`phases.${i}.lrDecay`, trainingSetting('phases.lrDecay').label, formatNumber(phase.lrDecay, 6), '', '', '× an update')] : []),
      ]),
    },
    { title: 'Beyond the reference', lines: of('options', config) },
    { title: 'Long-run chains', lines: config.longRun ? of('long-run', config) : [line('longRun', 'Made while learning', 'no')] },
    { title: 'Checkpoints', lines: of('keeping', start) },
    {
      title: 'Machine',
      lines: [
        line('seed', trainingSetting('seed').label, String(start.seed), trainingSetting('seed').meaning),
        line('engine', engineSettings.engine.label, `${engineWords(start.engine.engine)}, ${deviceWords(start.engine.device)}`),
      ],
    },
  ];
}
