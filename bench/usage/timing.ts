/** On a machine with other work, the time that is really taken. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

export function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** How long something takes, again and again. */
export async function timed(
  rounds: number,
  work: () => Promise<unknown>,
): Promise<{ readonly median: number; readonly worst: number; readonly cpu: number }> {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const [begin, beginCpu] = [performance.now(), cpuMs()];
    await work();
    times.push(performance.now() - begin);
    cpuTimes.push(cpuMs() - beginCpu);
  }
  return { median: median(times), worst: Math.max(...times), cpu: median(cpuTimes) };
}
