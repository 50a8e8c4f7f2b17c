/** Which map, and into how many sets it is cut (left out: its own number): what every question about a map's sets carries. */
export interface MapCut {
  readonly map: string;
  readonly sets?: number;
}

export function mapCut(map: string, sets: number | null): MapCut {
  return sets === null ? { map } : { map, sets };
}
