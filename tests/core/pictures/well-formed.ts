/** Names of all elements of an XML text; throws where tags do not nest or a name, value or entity is not one. */
export function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const token = /<\?xml[^?]*\?>|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = token.exec(xml); match !== null; match = token.exec(xml)) {
    at = token.lastIndex;
    const [whole, closing, name, , selfClosing, text] = match;
    if (/&(?!amp;|lt;|gt;|quot;)/.test(whole)) throw new Error(`a bare & in ${whole}`);
    if (text !== undefined || name === undefined) continue;
    if (closing === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${String(last)}>`);
    } else {
      names.push(name);
      if (selfClosing !== '/') open.push(name);
    }
  }
  if (at !== xml.length) throw new Error(`not XML from ${at}: ${xml.slice(at, at + 60)}`);
  if (open.length > 0) throw new Error(`left open: ${open.join(' ')}`);
  return names;
}

export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
