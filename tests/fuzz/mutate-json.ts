import type { Random } from '../core/formats/fuzz/random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ODD: readonly Json[] = [
  0, -1, 1, 2, 0.5, -0.001, 1e308, -1e308, 1e-308, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62, 100_000, null, true, false, '', 'x', '0', '-1', 'NaN', '../../x', [], {}, [[]], [0], ['x'], { '': null },
];

/** JSON with one to three changes of what it says: values made odd, keys taken out, renamed or doubled, lists cut or grown. */
export function mutateJson(random: Random, value: unknown): unknown {
  let result = structuredClone(value) as Json;
  for (let change = random.below(3) === 0 ? random.below(3) : 0; change >= 0; change--) {
    const places = placesOf(result);
    if (places.length === 0) return random.pick(ODD);
    const { holder, key } = random.pick(places);
    const one = holder as Record<string | number, Json>;
    const kind = random.below(12);
    if (kind < 7) one[key] = structuredClone(random.pick(ODD));
    else if (kind === 7) one[key] = structuredClone(valueAt(random.pick(places)));
    else if (kind === 8 && typeof one[key] === 'number') one[key] = random.pick([-one[key], one[key] * 1e9, one[key] + 1, one[key] - 1, one[key] / 3]);
    else if (kind === 8) one[key] = 'a'.repeat(2 ** random.below(16));
    else if (Array.isArray(holder)) {
      if (kind === 9) holder.splice(Number(key), 1);
      else holder.splice(Number(key), 0, ...Array.from({ length: kind === 10 ? 1 : 2 ** random.below(10) }, () => structuredClone(holder[Number(key)]!)));
    } else {
      if (kind > 9) one[random.pick(['__proto__', 'constructor', 'x', 'kind', 'type', String(key).toUpperCase()])] = one[key]!;
      delete one[key];
    }
    if (random.below(40) === 0) result = random.pick([null, [result], { value: result }, 0, 'x']);
  }
  return result;
}

/** Text of JSON that was changed, or text that no longer is JSON. */
export function jsonText(random: Random, value: unknown): string {
  const text = JSON.stringify(mutateJson(random, value)) ?? '';
  const kind = random.below(30);
  if (kind === 0) return '['.repeat(2 ** (8 + random.below(10))) + text;
  if (kind === 1) return text.replace(/:/, ':-');
  if (kind === 2) return text.replaceAll(/\d+(?=[,}\]])/g, (digits) => (random.below(4) === 0 ? random.pick(['1e999', '-0', '0.0000000001', `${digits}00000000000`]) : digits));
  if (kind === 3) return `\ufeff${text}`;
  return text;
}

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string | number;
}

function valueAt({ holder, key }: Place): Json {
  return (holder as Record<string | number, Json>)[key]!;
}

function placesOf(value: Json): Place[] {
  if (value === null || typeof value !== 'object') return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const place: Place = { holder: value, key };
    return [place, ...placesOf(valueAt(place))];
  });
}
