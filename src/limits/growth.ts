/** How long it takes to become so many times as much, where that doubles each time after so long. */
export function growthMs(times: number, doublingMs: number): number {
  return doublingMs * Math.log2(Math.max(1, times));
}
