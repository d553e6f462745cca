import { afterEach, beforeEach, vi } from 'vitest';
import { classify } from '../../src/classify/classify.js';
import type { Provider } from '../../src/core/provider.js';
import { attemptFailure, collect, openAttempt, SHORT_REQUEST } from '../../src/testing/provider-contract/attempts.js';
import { startScriptedServer, type ScriptedServer } from '../../src/testing/scripted-server.js';

/** A server for each test, and an end for the providers that were made. */
export function useServer(): {
  readonly server: () => ScriptedServer;
  readonly use: <Made extends Provider>(made: Made) => Made;
} {
  let server: ScriptedServer;
  let made: Provider[] = [];
  beforeEach(async () => {
    server = await startScriptedServer();
  });
  afterEach(async () => {
    await Promise.all(made.map((provider) => provider.close()));
    made = [];
    await server.close();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });
  return {
    server: () => server,
    use: (provider) => {
      made.push(provider);
      return provider;
    },
  };
}

/** Answers every request with one text. */
export function answerWith(server: ScriptedServer, type: string, body: string): void {
  server.answer((response) => response.writeHead(200, { 'content-type': type }).end(body));
}

/** The kind of what a call fails with, as the provider's own rules see it. */
export async function kindOf(provider: Provider, outcome: Promise<unknown>): Promise<string> {
  const { failure } = await attemptFailure(outcome);
  return classify(failure, { knowledge: [provider.errors], now: Date.now() }).kind;
}

export const chat = (provider: Provider, request = SHORT_REQUEST) => provider.chat(request, openAttempt());
export const stream = (provider: Provider, request = SHORT_REQUEST) => collect(provider.stream(request, openAttempt()));
