import * as z from 'zod';
import { FAULT_TYPES, type SimulatedFault } from './fault.js';
import { KEY_STATES } from './keys.js';
import { MODEL_STATES } from './models.js';
import type { ProviderSimulatorOptions } from './options.js';
import { SIMULATED_PROVIDERS } from './simulated-provider.js';
import { QUOTA_METRICS, QUOTA_SCOPES, QUOTA_WINDOWS } from './quota.js';

/** A value that passes a test; what it is expected to be stands in the error. */
const value = (expectation: string, test: (value: unknown) => boolean) =>
  z.custom<unknown>(test, { error: expectation });
const oneOf = (values: readonly string[]) =>
  value(
    `one of ${values.map((name) => `'${name}'`).join(', ')}`,
    (given) => typeof given === 'string' && values.includes(given),
  );
const number = (expectation: string, test: (value: number) => boolean) =>
  value(expectation, (given) => typeof given === 'number' && Number.isFinite(given) && test(given));

const isText = (given: unknown): boolean => typeof given === 'string' && given !== '';
const text = value('a text that is not empty', isText);
const provider = oneOf(SIMULATED_PROVIDERS).optional();
const notNegative = number('a number >= 0', (given) => given >= 0);
const positive = number('a number > 0', (given) => given > 0);
const count = number('an integer >= 0', (given) => Number.isInteger(given) && given >= 0);
const ordinal = number('an integer >= 1', (given) => Number.isInteger(given) && given >= 1);
const anyNumber = number('a finite number', () => true);
const flag = value('true or false', (given) => typeof given === 'boolean').optional();
const method = value('a function', (given) => typeof given === 'function');
const isNumbers = (given: unknown): boolean =>
  (Array.isArray(given) ? given : [given]).every((item) => Number.isInteger(item) && (item as number) >= 1);
const clock = value('a clock with now(), elapsed() and sleep()', (given) =>
  ['now', 'elapsed', 'sleep'].every((name) => typeof (given as Record<string, unknown> | null)?.[name] === 'function'),
);

const key = z.strictObject({
  provider,
  key: text,
  label: text.optional(),
  project: text.optional(),
  account: text.optional(),
  state: oneOf(KEY_STATES).optional(),
});

const model = z
  .strictObject({ provider, name: text, contextLength: ordinal.optional(), state: oneOf(MODEL_STATES).optional() })
  .refine((given) => given.state !== 'insufficient-memory' || given.provider === 'ollama', {
    path: ['state'],
    error: "another state than 'insufficient-memory', which only models of 'ollama' have",
  });

const quota = z
  .strictObject({
    name: text.optional(),
    provider,
    model: text.optional(),
    key: text.optional(),
    project: text.optional(),
    scope: oneOf(QUOTA_SCOPES).optional(),
    window: value(
      `one of ${QUOTA_WINDOWS.map((name) => `'${name}'`).join(', ')} or a number of ms > 0`,
      (given) =>
        (QUOTA_WINDOWS as readonly unknown[]).includes(given) ||
        (typeof given === 'number' && Number.isFinite(given) && given > 0),
    ).optional(),
    limit: notNegative,
    metric: oneOf(QUOTA_METRICS).optional(),
    phaseMs: anyNumber.optional(),
    kind: oneOf(['fixed', 'bucket']).optional(),
    used: notNegative.optional(),
    countRefused: flag,
    stateRetryAfter: flag,
  })
  .refine((given) => given.metric === 'concurrency' || given.window !== undefined, {
    path: ['window'],
    error: 'given for a quota of requests or tokens',
  });

const trigger = {
  on: oneOf(['answer', 'info']).optional(),
  provider,
  model: text.optional(),
  keyId: text.optional(),
  at: value('an integer >= 1 or a list of such', isNumbers).optional(),
  every: ordinal.optional(),
  probability: number('a number from 0 to 1', (given) => given >= 0 && given <= 1).optional(),
  times: ordinal.optional(),
};
const midway = { ...trigger, afterChunks: count.optional() };
const status = number('a status from 200 to 599', (given) => Number.isInteger(given) && given >= 200 && given <= 599);
const headers = z.record(z.string(), z.string()).optional();
const body = z.unknown().optional();

const fault = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...trigger, type: z.enum(['reset', 'hang', 'empty-body', 'empty', 'length']) }),
    z.strictObject({ ...trigger, type: z.literal('status'), status, body, headers }),
    z.strictObject({ ...trigger, type: z.literal('html'), status: status.optional() }),
    z.strictObject({ ...trigger, type: z.literal('slow'), afterMs: positive }),
    z.strictObject({ ...trigger, type: z.literal('error-in-200'), body }),
    z.strictObject({
      ...midway,
      type: z.enum(['reset-mid-stream', 'stall', 'broken-json', 'cut-stream', 'garbage-line']),
    }),
    z.strictObject({ ...midway, type: z.literal('error-in-stream'), body }),
  ],
  { error: `one of ${FAULT_TYPES.map((name) => `'${name}'`).join(', ')}` },
);

const overload = z.strictObject({
  provider,
  model: text.optional(),
  maxInFlight: count.optional(),
  fromMs: notNegative.optional(),
  untilMs: positive.optional(),
  relapse: z.strictObject({ requests: ordinal, withinMs: positive, downMs: positive }).optional(),
});

const options = z.strictObject({
  clock: clock.optional(),
  random: method.optional(),
  port: number(
    'a port from 0 to 65535',
    (given) => Number.isInteger(given) && given >= 0 && given <= 65_535,
  ).optional(),
  keys: z.array(key).optional(),
  models: z.array(model).optional(),
  quotas: z.array(quota).optional(),
  faults: z.array(fault).optional(),
  overload: overload.optional(),
  answer: method.optional(),
  latencyMs: value(
    'a number >= 0 or a function',
    (given) => typeof given === 'function' || (typeof given === 'number' && given >= 0),
  ).optional(),
  chunkDelayMs: notNegative.optional(),
  chunkSize: ordinal.optional(),
  ollamaTruncate: oneOf(['obey', 'ignore']).optional(),
});

/** @throws TypeError that lists everything wrong with the options. @internal */
export function checkOptions(given: ProviderSimulatorOptions): ProviderSimulatorOptions {
  check(options, given, '');
  return given;
}

/** @throws TypeError that lists everything wrong with a fault. @internal */
export function checkFault(given: SimulatedFault): SimulatedFault {
  check(fault, given, 'fault');
  return given;
}

function check(schema: z.ZodType, given: unknown, root: string): void {
  const result = schema.safeParse(given);
  if (result.success) return;
  throw new TypeError(result.error.issues.map((issue) => describe(issue, given, root)).join('\n'));
}

function describe(issue: z.core.$ZodIssue, given: unknown, root: string): string {
  const name = issue.path.reduce<string>(joinPath, root);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((unknownKey) => `\`${joinPath(name, unknownKey)}\``).join(', ');
    return `Unknown option ${unknown}.`;
  }
  const found = issue.path.reduce<unknown>((parent, step) => (parent as Record<PropertyKey, unknown>)[step], given);
  const expectation = issue.code === 'invalid_type' ? `a value of type ${issue.expected}` : issue.message;
  return `Expected \`${name}\` to be ${expectation}, got \`${show(found)}\`.`;
}

function joinPath(path: string, step: PropertyKey): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  return path === '' ? String(step) : `${path}.${String(step)}`;
}

function show(found: unknown): string {
  return typeof found === 'function' ? 'a function' : String(JSON.stringify(found) ?? found);
}
