import { exponential, staged, stop, type Policy } from './policy.js';

/** What a limit or an error belongs to: the next request outside of it may succeed at once. */
export type Scope = 'request' | 'model' | 'key' | 'project+model' | 'project' | 'account' | 'provider';

/** All that the engine knows about a kind of error. */
export interface KindSpec {
  readonly meaning: string;
  /** What it belongs to, unless a provider's rule says otherwise. */
  readonly scope: Scope;
  /** The same request with the same key may succeed by itself. */
  readonly waitHelps: boolean;
  /** A key of another project or account may succeed at once. */
  readonly otherKeyHelps: boolean;
  /** Another model may succeed at once. */
  readonly otherModelHelps: boolean;
  /**
   * What bounds the retries: `attempts` counts them (`maxAttempts`), `time` bounds the waiting (`maxWait`).
   */
  readonly budget: 'attempts' | 'time';
  /**
   * What is remembered of it: `closes` lets no call of its scope send, `hints` sends those elsewhere that can go
   * elsewhere, `none` concerns one request only.
   */
  readonly gate: 'closes' | 'hints' | 'none';
  readonly policy: Policy;
  /** What a person can do. */
  readonly advice: string;
}

const transient = exponential({ initial: '1s', factor: 2, cap: '60s', jitter: 'full' });
// One probe a gate needs no jitter; a stated wait is obeyed to the millisecond.
const throttled = exponential({ initial: '2s', factor: 2, cap: '60s', jitter: 'none', maxWait: '6h' });

/** The one table of kinds. Its order is that of the documentation. */
export const ERROR_KINDS = {
  'hourly-limit': {
    meaning: 'A usage quota whose window is an hour up to several hours is used up.',
    scope: 'project+model',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: staged(['60s', '300s', '900s', '2400s'], { tick: '60s' }),
    advice: 'Wait for the window to turn, add a key of another account, or name a fallback model.',
  },
  'daily-limit': {
    meaning: 'A usage quota per day is used up.',
    scope: 'project+model',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: stop(),
    advice:
      "Go on tomorrow, use a key of another project or another model, or set policies['daily-limit'] to untilReset({ maxWait: '26h' }).",
  },
  'weekly-limit': {
    meaning: 'A usage quota per week is used up.',
    scope: 'project+model',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: stop(),
    advice: 'Use another account, provider or model, upgrade the plan, or go on when the week has turned.',
  },
  'monthly-limit': {
    meaning: 'A usage quota or spend cap per month is used up.',
    scope: 'project+model',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: stop(),
    advice: 'Raise the cap, add credit, use another account or provider, or go on next month.',
  },
  'rate-limit': {
    meaning: 'Throttled per second or minute, or a refusal that names no window.',
    scope: 'project+model',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: throttled,
    advice: 'Wait; if it happens often, lower the concurrency or ask for a higher limit.',
  },
  'concurrency-limit': {
    meaning: 'Too many requests at the same time.',
    scope: 'account',
    waitHelps: true,
    otherKeyHelps: true,
    otherModelHelps: false,
    budget: 'time',
    gate: 'closes',
    policy: throttled,
    advice: 'Lower the concurrency, and see what else uses this account.',
  },
  'quota-exhausted': {
    meaning: 'Out of credits, unpaid, or a limit of 0: no clock brings it back.',
    scope: 'account',
    waitHelps: false,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: stop(),
    advice: "Add credit or enable billing in the provider's console, or use a key of another account.",
  },
  'model-not-found': {
    meaning: 'The model does not exist, is not pulled, is retired, or is not visible to this key.',
    scope: 'model',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'hints',
    policy: stop(),
    advice: 'Check the name of the model, pull it, or name a fallback.',
  },
  authentication: {
    meaning: 'The key is missing, malformed, invalid, expired or revoked.',
    scope: 'key',
    waitHelps: false,
    otherKeyHelps: true,
    otherModelHelps: false,
    budget: 'attempts',
    gate: 'hints',
    policy: stop(),
    advice: 'Check the key; it is not used again by this client.',
  },
  permission: {
    meaning: 'The key is valid but may not do this: region, plan, terms, a disabled API, a blocked project.',
    scope: 'project+model',
    waitHelps: false,
    otherKeyHelps: true,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'hints',
    policy: stop(),
    advice: 'Allow the key to do this in the console of the provider, or use another key or model.',
  },
  overloaded: {
    meaning: 'The provider has no capacity just now.',
    scope: 'model',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'time',
    gate: 'closes',
    policy: exponential({ initial: '2s', factor: 2, cap: '60s', jitter: 'full', maxWait: '30m' }),
    advice: 'Wait, or name a fallback model.',
  },
  'server-error': {
    meaning: "Any other failure on the provider's side.",
    scope: 'request',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: transient,
    advice: "Try again later; if it lasts, see the provider's status page.",
  },
  timeout: {
    meaning: 'No answer in time.',
    scope: 'request',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: transient,
    advice: 'Raise `timeouts` for a slow model, or send less at once.',
  },
  network: {
    meaning: 'The connection failed or broke.',
    scope: 'request',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: transient,
    advice: 'Check that the server runs and that its address, proxy and network are right.',
  },
  'context-length': {
    meaning: 'The prompt, or the prompt with its maximum output, is longer than the model allows.',
    scope: 'request',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: stop(),
    advice: 'Send a shorter text, or use a model with a longer context.',
  },
  'content-filter': {
    meaning: 'Blocked by a safety, recitation or policy filter.',
    scope: 'request',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: stop(),
    advice: 'Change the text, the safety settings or the model.',
  },
  'invalid-request': {
    meaning: 'Any other request that can never succeed as it is.',
    scope: 'request',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: stop(),
    advice: 'Correct the request; sending it again changes nothing.',
  },
  'insufficient-resources': {
    meaning: 'A local model server lacks memory or disk for the model.',
    scope: 'model',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'hints',
    policy: stop(),
    advice: 'Free memory, or use a smaller model.',
  },
  'invalid-response': {
    meaning: 'An answer that is none: an empty or unreadable body with a success status, a stream without its end.',
    scope: 'request',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: exponential({ initial: '1s', factor: 2, cap: '60s', jitter: 'full', maxAttempts: 3 }),
    advice: 'Try again; if it lasts, try another model or a smaller request.',
  },
  cancelled: {
    meaning: "The caller's own abort.",
    scope: 'request',
    waitHelps: false,
    otherKeyHelps: false,
    otherModelHelps: false,
    budget: 'attempts',
    gate: 'none',
    policy: stop(),
    advice: 'Nothing to do: it was cancelled on purpose.',
  },
  unknown: {
    meaning: 'None of the above can be told.',
    scope: 'request',
    waitHelps: true,
    otherKeyHelps: false,
    otherModelHelps: true,
    budget: 'attempts',
    gate: 'none',
    policy: exponential({ initial: '1s', factor: 2, cap: '60s', jitter: 'full', maxAttempts: 2 }),
    advice: 'Look at the message and the cause; please report it, so that it gets a rule.',
  },
} as const satisfies Record<string, KindSpec>;

/** The name of a kind of error, one of {@link ERROR_KINDS}. */
export type ErrorKind = keyof typeof ERROR_KINDS;

/** Whether a text names a kind of error. */
export function isErrorKind(value: unknown): value is ErrorKind {
  return typeof value === 'string' && Object.hasOwn(ERROR_KINDS, value);
}
