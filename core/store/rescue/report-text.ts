import type { RescueReport } from '../../contract/rescue.ts';

const listed = (words: readonly string[]): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)!}`);

/** How much of a map is left. */
function leftOf(states: number, of: number): string {
  return states >= of ? `all ${of} states, but not all that belongs to them` : `${states} of ${of} states`;
}

/** What became of a damaged workspace, as the text beside it and the command line say it. */
export function reportText({ why, keptAs, maps, potentials, remade, lost }: RescueReport): string {
  const whole = maps.filter(({ complete }) => complete);
  const others = maps.filter(({ complete }) => !complete);
  return [
    `The workspace's file was damaged: ${why}. What could be read is in a new one.`,
    `Rescued: ${maps.length === 0 ? 'no map' : `${whole.length} of ${maps.length} maps whole`}${whole.length > 0 ? ` (${whole.map(({ name }) => name).join(', ')})` : ''}; ${potentials} potential${potentials === 1 ? '' : 's'}.`,
    ...others.map(({ name, states, of }) => `In part: ${name}, ${leftOf(states, of)}.`),
    ...(remade.length === 0 ? [] : [`Made anew from their weights files: ${remade.join(', ')}.`]),
    `Lost: ${maps.length === 0 && lost.length > 0 ? 'every map' : lost.length === 0 ? 'nothing that is known of' : `some of the ${listed(lost)}`}.`,
    `The damaged file is kept as ${keptAs}. Trainings lie in folders of their own and are as they were.`,
    '',
  ].join('\n');
}
