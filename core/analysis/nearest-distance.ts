/** ‖x − y‖₂ to the nearest y of each x: `states` [n, size] and `among` [m, size], flat. Infinity where there is none. */
export function nearestDistances(states: Float32Array, among: Float32Array, size: number): Float64Array {
  const count = states.length / size;
  const others = among.length / size;
  return Float64Array.from({ length: count }, (_, i) => {
    let least = Infinity;
    for (let j = 0; j < others; j++) {
      let square = 0;
      for (let k = 0; k < size && square < least; k++) square += (states[i * size + k] - among[j * size + k]) ** 2;
      least = Math.min(least, square);
    }
    return Math.sqrt(least);
  });
}
