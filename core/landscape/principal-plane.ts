/** Above this the distances of all pairs are no longer worth computing for a picture. */
const MOST_POINTS = 500;
const ROUNDS = 60;

type Place = [number, number];

/** Power iteration on a symmetric matrix whose leading directions `without` have been taken out. Deterministic start. */
function leading(matrix: Float64Array, size: number, without: readonly Float64Array[]): { vector: Float64Array; value: number } {
  let vector: Float64Array = Float64Array.from({ length: size }, (_, index) => 1 + ((index * 7919) % 101) / 101);
  let value = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const other of without) {
      const along = vector.reduce((sum, entry, index) => sum + entry * (other[index] ?? 0), 0);
      vector = vector.map((entry, index) => entry - along * (other[index] ?? 0));
    }
    const next = new Float64Array(size);
    for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) next[row]! += matrix[row * size + column]! * vector[column]!;
    const norm = Math.sqrt(next.reduce((sum, entry) => sum + entry * entry, 0));
    if (!(norm > 1e-12)) return { vector: new Float64Array(size), value: 0 };
    value = norm;
    vector = next.map((entry) => entry / norm);
  }
  for (const other of without) {
    const along = vector.reduce((sum, entry, index) => sum + entry * (other[index] ?? 0), 0);
    vector = vector.map((entry, index) => entry - along * (other[index] ?? 0));
  }
  // A direction and its opposite are as good: the first point that is off the middle goes to the positive side.
  const first = vector.find((entry) => Math.abs(entry) > 1e-9) ?? 1;
  return { vector: first < 0 ? vector.map((entry) => -entry) : vector, value };
}

/**
 * Points of many dimensions in the plane of their two principal directions (classical scaling), centred. Beyond 500
 * points, where that costs too much for a picture, on a spiral in their order.
 */
export function principalPlane(points: readonly Float32Array[]): Place[] {
  const count = points.length;
  if (count > MOST_POINTS) {
    const golden = Math.PI * (3 - Math.sqrt(5));
    return points.map((_, index) => [Math.sqrt(index + 0.5) * Math.cos(index * golden), Math.sqrt(index + 0.5) * Math.sin(index * golden)]);
  }
  const dimensions = points[0]?.length ?? 0;
  const mean = new Float64Array(dimensions);
  for (const point of points) for (let at = 0; at < dimensions; at++) mean[at]! += point[at]! / count;
  const centred = points.map((point) => Float64Array.from(point, (value, at) => value - mean[at]!));
  const gram = new Float64Array(count * count);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= row; column++) {
      let dot = 0;
      for (let at = 0; at < dimensions; at++) dot += centred[row]![at]! * centred[column]![at]!;
      gram[row * count + column] = dot;
      gram[column * count + row] = dot;
    }
  }
  const first = leading(gram, count, []);
  const second = leading(gram, count, [first.vector]);
  return points.map((_, index) => [(first.vector[index] ?? 0) * Math.sqrt(first.value), (second.vector[index] ?? 0) * Math.sqrt(second.value)]);
}
