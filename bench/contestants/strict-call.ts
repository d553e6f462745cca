import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';
import type { Arena } from '../harness/contestant.js';
import type { Job } from '../harness/trial.js';

/** What a careful author throws for an answer that is none. `retryable`: another try could help. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly status: number | undefined;
  readonly retryable: boolean;

  constructor(message: string, { status }: { readonly status?: number } = {}) {
    super(message);
    this.status = status;
    this.retryable = status === undefined || status === 429 || status === 408 || status >= 500 || status < 300;
  }
}

/**
 * A request as a careful author writes it over `fetch`, for peers that bring no transport: a limit of time over the
 * whole answer, the status, the JSON, the end marker, the finish reason and an empty text looked at. No retries.
 */
export async function strictCall(
  arena: Arena,
  job: Job,
  options: { readonly key?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const { timeoutMs = 600_000 } = arena.trial;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new CallError('No answer in time.')), timeoutMs);
  const signal = options.signal === undefined ? limit.signal : AbortSignal.any([limit.signal, options.signal]);
  try {
    const wire = WIRES[arena.format];
    const key = options.key ?? arena.trial.keys[0]?.key;
    const { path, body, headers } = wire.request(job, key ?? '');
    const response = await arena.fetch(`${arena.baseURL}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new CallError(text.slice(0, 300), { status: response.status });
    const answer = job.stream ? joined(text, wire) : wire.whole(parse(text));
    if (answer.finish === undefined) throw new CallError('The answer has no end.', { status: 200 });
    if (answer.text === '') throw new CallError('The answer is empty.', { status: 200 });
    return answer.text;
  } finally {
    clearTimeout(timer);
  }
}

interface Piece {
  readonly text: string;
  readonly finish: string | undefined;
}

interface Wire {
  request(
    job: Job,
    key: string,
  ): { readonly path: string; readonly body: object; readonly headers: Record<string, string> };
  whole(body: Body): Piece;
  lines(text: string): readonly string[];
  piece(body: Body): Piece;
}

/** Just what is looked at, of all three formats. */
interface Body {
  readonly error?: unknown;
  readonly message?: { readonly content?: string };
  readonly done?: boolean;
  readonly done_reason?: string;
  readonly choices?: readonly {
    readonly message?: { readonly content?: string };
    readonly delta?: { readonly content?: string };
    readonly finish_reason?: string | null;
  }[];
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly { readonly text?: string }[] };
    readonly finishReason?: string;
  }[];
}

const messages = (job: Job): object => [{ role: 'user', content: job.prompt }];
const sse = (text: string): readonly string[] =>
  text.split(/\r?\n/).flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []));
const candidate = ({ candidates }: Body): Piece => ({
  text: candidates?.[0]?.content?.parts?.map((part) => part.text ?? '').join('') ?? '',
  finish: candidates?.[0]?.finishReason,
});

const WIRES: Readonly<Record<SimulatedProvider, Wire>> = {
  ollama: {
    request: (job, key) => ({
      path: '/api/chat',
      body: { model: job.model, messages: messages(job), stream: job.stream },
      headers: { authorization: `Bearer ${key}` },
    }),
    whole: (body) => ({ text: body.message?.content ?? '', finish: body.done === true ? body.done_reason : undefined }),
    lines: (text) => text.split('\n').filter((line) => line !== ''),
    piece: (body) => ({ text: body.message?.content ?? '', finish: body.done === true ? body.done_reason : undefined }),
  },
  openai: {
    request: (job, key) => ({
      path: '/chat/completions',
      body: {
        model: job.model,
        messages: messages(job),
        stream: job.stream,
        ...(job.maxOutputTokens === undefined ? {} : { max_completion_tokens: job.maxOutputTokens }),
      },
      headers: { authorization: `Bearer ${key}` },
    }),
    whole: ({ choices }) => ({
      text: choices?.[0]?.message?.content ?? '',
      finish: choices?.[0]?.finish_reason ?? undefined,
    }),
    lines: (text) => sse(text).filter((line) => line !== '[DONE]'),
    piece: ({ choices }) => ({
      text: choices?.[0]?.delta?.content ?? '',
      finish: choices?.[0]?.finish_reason ?? undefined,
    }),
  },
  gemini: {
    request: (job, key) => ({
      path: `/v1beta/models/${job.model}:${job.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      body: { contents: [{ role: 'user', parts: [{ text: job.prompt }] }] },
      headers: { 'x-goog-api-key': key },
    }),
    whole: candidate,
    lines: sse,
    piece: candidate,
  },
};

function joined(text: string, wire: Wire): Piece {
  const pieces = wire.lines(text).map((line) => wire.piece(parse(line)));
  return {
    text: pieces.map((piece) => piece.text).join(''),
    finish: pieces.find((piece) => piece.finish !== undefined)?.finish,
  };
}

function parse(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new CallError('The answer is no JSON.', { status: 200 });
  }
  if (typeof body !== 'object' || body === null) throw new CallError('The answer is no object.', { status: 200 });
  if ((body as Body).error !== undefined) throw new CallError(JSON.stringify(body).slice(0, 300), { status: 200 });
  return body;
}
