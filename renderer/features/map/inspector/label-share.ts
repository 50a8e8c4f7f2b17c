export interface LabelShare {
  readonly label: string;
  readonly count: number;
  readonly share: number;
}

/** Labels by how many members carry them, most first; numbers among labels in their own order where equal. */
export function labelShares(counts: Readonly<Record<string, number>> | null): LabelShare[] {
  if (!counts) return [];
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  return entries
    .map(([label, count]) => ({ label, count, share: count / total }))
    .sort((a, b) => b.count - a.count || a.label.localeCompare(b.label, 'en', { numeric: true }));
}

/** "7 · 92 %": the commonest label and its share; null without labels. */
export function mainLabel(counts: Readonly<Record<string, number>> | null): LabelShare | null {
  return labelShares(counts)[0] ?? null;
}
