/** A smaller input of which `same` still says that it is the fault: runs of bytes are taken out, halves first, then finer, as long as `tries` last. */
export async function minimize(bytes: Buffer, same: (smaller: Buffer) => Promise<boolean>, tries = 60): Promise<Buffer> {
  let smallest = bytes;
  let left = tries;
  for (let length = Math.ceil(bytes.length / 2); length >= 1 && left > 0; length = length === 1 ? 0 : Math.ceil(length / 2)) {
    for (let at = 0; at < smallest.length && left > 0; left--) {
      const smaller = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + length)]);
      if (smaller.length > 0 && (await same(smaller))) smallest = smaller;
      else at += length;
    }
  }
  return smallest;
}
