type AttributeValue = string | number | undefined;

/** Text made safe for SVG and GraphML; characters that XML forbids altogether are dropped. */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** One element. Numbers are written with at most two decimals: a hundredth of a pixel is not seen. */
export function element(name: string, attributes: Readonly<Record<string, AttributeValue>>, children: readonly string[] | string = []): string {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? plain(value) : escapeMarkup(value)}"`)
    .join('');
  const inside = typeof children === 'string' ? escapeMarkup(children) : children.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** A coordinate as SVG wants it. */
export function plain(value: number): string {
  return String(Math.round(value * 100) / 100);
}
