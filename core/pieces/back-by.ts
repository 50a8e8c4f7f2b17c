/** Whether any of these has settled before `until` (as performance.now has it); others of the program have their turn in any case. They must not reject. */
export async function backBy(until: number, underWay: readonly Promise<unknown>[]): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), Math.max(1, until - performance.now()))));
  const back = await Promise.race([late, ...underWay.map((one) => one.then(() => true))]);
  clearTimeout(timer);
  return back;
}
