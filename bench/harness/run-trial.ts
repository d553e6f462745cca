import { seededRandom } from '../../src/testing/seeded-random.js';
import type { RequestRecord } from '../../src/testing/simulator/request-record.js';
import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';
import { memoryQuotaStore } from '../../src/stores/memory.js';
import { systemClock } from '../../src/core/clock.js';
import { InProcessServer } from '../virtual/in-process-server.js';
import { redirectUndici } from '../virtual/undici-in-process.js';
import { inVirtualTime, type VirtualEnd } from '../virtual/virtual-time.js';
import type { Contestant, Session, Told } from './contestant.js';
import { jobIdOf } from './jobs.js';
import type { Job, Trial } from './trial.js';

/** How one job went. */
export type JobEnd =
  | { readonly type: 'answered'; readonly text: string; readonly atMs: number }
  | { readonly type: 'failed'; readonly error: unknown; readonly told: Told; readonly atMs: number };

/** All that was seen of one contestant in one trial. */
export interface Run {
  readonly trial: Trial;
  readonly contestant: string;
  readonly end: VirtualEnd;
  /** By the job's place; `undefined` where it never settled. */
  readonly jobs: readonly (JobEnd | undefined)[];
  readonly requests: readonly RequestRecord[];
  readonly relapses: number;
}

/** Longer than any trial may take. */
const LIMIT_MS = 21 * 86_400_000;

const BASE_URLS: Readonly<Record<SimulatedProvider, string>> = {
  ollama: 'https://ollama.com',
  openai: 'https://api.openai.com/v1',
  gemini: 'https://generativelanguage.googleapis.com',
};

/** Lets a contestant do the work of a trial, in virtual time. */
export async function runTrial(contestant: Contestant, trial: Trial): Promise<Run> {
  const format = contestant.formats.includes(trial.format) ? trial.format : 'openai';
  const ends = new Array<JobEnd | undefined>(trial.jobs.length).fill(undefined);
  let server: InProcessServer | undefined;
  const fetchInProcess: typeof fetch = (input, init) => {
    if (server === undefined) throw new Error('The simulator is not there yet.');
    return server.fetch(input, init).then((response) => misstated(withoutHeaders(response, trial.headers), trial));
  };
  let isReady = false;
  const work = async (): Promise<void> => {
    server = new InProcessServer(simulatorOptions(trial, format));
    const store = trial.store === undefined ? undefined : memoryQuotaStore();
    const arena = { trial, format, baseURL: BASE_URLS[format], fetch: fetchInProcess, store };
    const sessions = await Promise.all(Array.from({ length: trial.clients ?? 1 }, () => contestant.start(arena)));
    isReady = true;
    await doAll(trial, { sessions, ends });
    await Promise.all(sessions.map((session) => session.close()));
  };
  const restoreUndici = redirectUndici(fetchInProcess);
  const realFetch = globalThis.fetch;
  globalThis.fetch = fetchInProcess;
  let end: VirtualEnd;
  try {
    // Getting ready, as by loading modules, takes real time and no virtual one.
    const isMoving = (): boolean => !isReady || server?.isMoving === true;
    end = await inVirtualTime(work, { startMs: trial.startMs, seed: trial.seed, limitMs: LIMIT_MS, isMoving });
  } finally {
    restoreUndici();
    globalThis.fetch = realFetch;
  }
  const requests = server?.requests.filter((request) => request.type === 'generate') ?? [];
  return { trial, contestant: contestant.id, end, jobs: ends, requests, relapses: server?.relapses ?? 0 };
}

/** What a provider that says less would have said. */
function withoutHeaders(response: Response, told: Trial['headers'] = 'all'): Response {
  if (told === 'all') return response;
  for (const name of [...response.headers.keys()]) {
    if (!name.startsWith('x-ratelimit-')) continue;
    if (told === 'no-reset' ? name.includes('-reset-') : !name.endsWith(`-${told}`)) response.headers.delete(name);
  }
  return response;
}

/** What a provider that promises too much would have said. */
function misstated(response: Response, { statedShare = 1 }: Trial): Response {
  for (const name of ['retry-after', 'retry-after-ms']) {
    const stated = response.headers.get(name);
    if (stated !== null && statedShare !== 1)
      response.headers.set(name, String(Math.ceil(Number(stated) * statedShare)));
  }
  return response;
}

function simulatorOptions(trial: Trial, format: SimulatedProvider): ConstructorParameters<typeof InProcessServer>[0] {
  const latencies = new Map(trial.jobs.map((job) => [job.id, job.latencyMs]));
  return {
    clock: systemClock,
    random: seededRandom(trial.seed + 1),
    keys: trial.keys.map((key) => ({ ...key, provider: format })),
    // In another format, the same limits: with their own scope, kind and manners.
    quotas: trial.quotas.map((quota) => ({ ...inFormat(quota, trial.format), provider: format })),
    ...(trial.faults === undefined ? {} : { faults: trial.faults }),
    ...(trial.overload === undefined ? {} : { overload: trial.overload }),
    latencyMs: (prompt) => latencies.get(jobIdOf(prompt.lastUserMessage)) ?? 0,
  };
}

/** What a quota leaves to its provider, said aloud, so that it stays the same under another one. */
function inFormat(quota: Trial['quotas'][number], format: SimulatedProvider): Trial['quotas'][number] {
  const { window = 'minute', phaseMs } = quota;
  const trickles = format === 'openai' && (window === 'minute' || window === 'day') && phaseMs === undefined;
  return {
    scope: format === 'ollama' ? 'account' : 'project+model',
    kind: trickles ? 'bucket' : 'fixed',
    stateRetryAfter: format !== 'ollama',
    ...quota,
  };
}

/** The workers of all programs take the jobs from one list, in its order. */
async function doAll(
  trial: Trial,
  { sessions, ends }: { readonly sessions: readonly Session[]; readonly ends: (JobEnd | undefined)[] },
): Promise<void> {
  const startedAt = Date.now();
  const queue = trial.jobs.map((job, index) => ({ job, index })).values();
  const settle = async (session: Session, { job, index }: { job: Job; index: number }): Promise<void> => {
    try {
      const text = await session.call(job);
      ends[index] = { type: 'answered', text, atMs: Date.now() - startedAt };
    } catch (error) {
      ends[index] = { type: 'failed', error, told: session.told(error), atMs: Date.now() - startedAt };
    }
  };
  const work = async (session: Session, place: number): Promise<void> => {
    const staggerMs = (trial.staggerMs ?? 0) * place;
    if (staggerMs > 0) await systemClock.sleep(staggerMs);
    for (const next of queue) await settle(session, next);
  };
  const workers = sessions.flatMap((session, index) =>
    Array.from({ length: trial.concurrency }, (_, slot) => work(session, index + slot * sessions.length)),
  );
  await Promise.all(workers);
}
