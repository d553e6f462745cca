import type { CheckRequest, CheckResult, CheckVerdict, KeyCheck } from '../../core/check-model.js';
import type { Classification } from '../../core/classification.js';
import { NO_KEY, type ApiKey } from '../../core/keys.js';
import { nearestNames } from '../../core/nearest.js';
import type { Provider } from '../../core/provider.js';
import { Call } from '../call/call.js';
import { ChatOperation } from '../operations/chat-operation.js';
import { EmbedOperation } from '../embed/embed-operation.js';
import { askForModel, problemOf, type ModelQuestion, type ModelStanding } from './model-question.js';
import type { Operation } from '../operations/operation.js';
import { sideHandle } from './side-handle.js';

/** A check, and what it works with. */
export interface ModelCheck extends ModelQuestion {
  readonly spend: NonNullable<CheckRequest['spend']>;
  readonly providers: ReadonlyMap<string, Provider>;
}

/** What one key came to, and what the way there told of the model. */
interface KeyOutcome {
  readonly check: KeyCheck;
  readonly standing: ModelStanding;
}

const MOST_NEAREST = 3;
/** Codes of an answer without text, but one of the model to the key: all tokens went into thoughts. */
const NO_TEXT: ReadonlySet<string | undefined> = new Set(['EMPTY_CUT', 'EMPTY_ANSWER']);

/** Whether keys work and a model exists. It changes nothing: no gate is closed or opened, no key is taken out. */
export async function checkModel(check: ModelCheck): Promise<CheckResult> {
  const { engine, provider, handle, model } = check;
  const keys = handle.ring.rotates ? handle.ring.keys : handle.ring.keys.slice(0, 1);
  // Asked at most once, and only where a key was let in.
  let open: Promise<boolean> | undefined;
  const isOpen = (): Promise<boolean> => (open ??= letsAnybodyIn(check));
  const outcomes = await Promise.all(keys.map((key) => checkKey(check, { key, isOpen })));
  const checks = outcomes.map((outcome) => outcome.check);
  const found = outcomes.map(({ standing }) => standing).find((standing) => standing.type === 'found');
  const contextLength = found?.model.contextLength;
  if (contextLength !== undefined) engine.lengths.noteListed({ provider: provider.name, model }, contextLength);
  const verdict = bestOf(checks);
  const problem = checks.find((key) => key.problem !== undefined)?.problem;
  return {
    ok: verdict === 'ok',
    verdict,
    provider: provider.name,
    model,
    ...(verdict === 'ok' || problem === undefined ? {} : { problem }),
    nearest: verdict === 'ok' || found !== undefined ? [] : nearestOf(outcomes, check),
    ...(contextLength === undefined ? {} : { contextLength }),
    keys: checks,
  };
}

/** One key that works is enough for a call. */
function bestOf(checks: readonly KeyCheck[]): CheckVerdict {
  const has = (verdict: CheckVerdict): boolean => checks.some((check) => check.verdict === verdict);
  return has('ok') ? 'ok' : has('unknown') ? 'unknown' : 'failed';
}

function nearestOf(outcomes: readonly KeyOutcome[], { provider, model }: ModelCheck): readonly string[] {
  const names = outcomes.flatMap(({ standing }) => ('names' in standing ? standing.names : []));
  return nearestNames(model, names, MOST_NEAREST).map((name) => `${provider.name}/${name}`);
}

async function checkKey(
  check: ModelCheck,
  { key, isOpen }: { readonly key: ApiKey; isOpen(): Promise<boolean> },
): Promise<KeyOutcome> {
  const standing = await askForModel(check, key);
  const settled = await verdictOf(standing, { key, isOpen });
  if (settled.verdict !== 'unknown' || check.spend === false) return { check: toKeyCheck(key, settled), standing };
  return { check: toKeyCheck(key, await askForAnswer(check, key)), standing };
}

interface Verdict {
  readonly verdict: CheckVerdict;
  readonly problem?: Classification | undefined;
}

async function verdictOf(
  standing: ModelStanding,
  { key, isOpen }: { readonly key: ApiKey; isOpen(): Promise<boolean> },
): Promise<Verdict> {
  switch (standing.type) {
    case 'missing':
    case 'refused':
      return { verdict: 'failed', problem: standing.problem };
    case 'unknown':
      return { verdict: 'unknown', problem: standing.problem };
    case 'found':
      // What everybody is told proves no key: GET https://ollama.com/api/tags and OpenRouter's list ask for none.
      return { verdict: key.secret !== undefined && (await isOpen()) ? 'unknown' : 'ok' };
    default:
      return standing satisfies never;
  }
}

async function letsAnybodyIn(check: ModelCheck): Promise<boolean> {
  const standing = await askForModel(check, NO_KEY);
  return standing.type === 'found' || standing.type === 'missing';
}

function toKeyCheck({ keyId }: ApiKey, { verdict, problem }: Verdict): KeyCheck {
  return { keyId, ok: verdict === 'ok', verdict, ...(problem === undefined ? {} : { problem }) };
}

/** Reasoning models need more than one token to say anything; of most others it is a word. */
const MOST_TOKENS = 16;

/** What works can be seen by using it. Costs a little. */
async function askForAnswer(check: ModelCheck, key: ApiKey): Promise<Verdict> {
  const { engine, handle, model, options, providers, spend } = check;
  const send = async <Answer>(operation: Operation<Answer, unknown>): Promise<void> => {
    const destinations = [{ handle: sideHandle(handle, { engine, keys: [key] }), model }] as const;
    const call = new Call({ engine, operation, destinations, options });
    call.start();
    await call.promise;
  };
  try {
    if (spend === 'embed') {
      await send(new EmbedOperation({ input: ['Hello'] }, { providers, length: { value: undefined } }));
    } else {
      const messages = [{ role: 'user', content: 'Hello' }] as const;
      await send(
        new ChatOperation(
          { request: { model, messages, maxOutputTokens: MOST_TOKENS }, outputCheck: undefined },
          providers,
        ),
      );
    }
    return { verdict: 'ok' };
  } catch (error) {
    const problem = problemOf(error);
    if (problem.kind === 'invalid-response' && NO_TEXT.has(problem.code)) return { verdict: 'ok' };
    return { verdict: 'failed', problem };
  }
}
