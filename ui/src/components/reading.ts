/** When a reading of a chain has grown old. Pure; the clock is an argument. */

/** Ten blocks of a slow network. Chains are read on each block, so an older reading means a chain that is silent. */
const OLD_SECS = 120;

/** Whether what was read at a unix second should no longer be taken for the present. */
export function isOld(at: number, now: number): boolean {
  return now - at > OLD_SECS;
}
