import type { Usage } from './reply.js';
import type { TimeoutOptions } from './timeouts.js';
import type { ProviderPricing } from './usage-recorder.js';

/** How a streamed answer is cut into events: server-sent events, or one JSON text a line. */
export type StreamFraming = 'sse' | 'ndjson';

/** One of several answers to one request, in one event: what it brings, or that it ended. */
export interface ChoiceSign {
  readonly index: number;
  readonly hasEnded: boolean;
}

/** What an answer, or one event of a streamed one, tells of itself. */
export interface AnswerSigns {
  /** Something of the answer: text, thoughts, a call of a tool. */
  readonly hasContent: boolean;
  /**
   * `stop`: it ended by itself, so that it should have content. `told`: it ended for a reason that the caller gets to
   * see, such as its length or a filter.
   */
  readonly end?: 'stop' | 'told' | undefined;
  /** Only where it holds anything of another than the first of several answers: each of them has an end of its own. */
  readonly choices?: readonly ChoiceSign[] | undefined;
  /** Nothing of it follows. */
  readonly isLast?: boolean | undefined;
  /** The error that it holds in spite of its status. */
  readonly error?: unknown;
  readonly usage?: Usage | undefined;
}

/** What the answers of an endpoint look like. */
export interface AnswerShape {
  readonly framing: StreamFraming;
  /**
   * Whether all of it is there when its end was told: what follows are accounts of it and a farewell. Where the connection
   * ends in the middle of these, SDKs leave out the piece that was cut, and take the answer.
   */
  readonly hasFarewell?: boolean;
  /** Reads a whole answer, or one event of a streamed one. */
  read(value: unknown): AnswerSigns;
}

/** One path of an API. */
export interface WireEndpoint {
  /** Matches the end of the path; a group `model` is the model. Where there is none, the body's `model` is. */
  readonly path: RegExp;
  /** Absent: the body of a success is nobody's business, such as sound. */
  readonly answer?: AnswerShape;
  /** Whether the answer to this request comes piece by piece. */
  streams(request: { readonly url: URL; readonly body: Readonly<Record<string, unknown>> }): boolean;
}

/** A host that speaks an API, and the name that it goes by. */
export interface WireHost {
  /** Matches the host, with its port where that is not the protocol's own. */
  readonly host: RegExp;
  readonly name: string;
}

/** An API as it is on the wire: how a request to it is known, and what an answer must look like. */
export interface WireApi {
  readonly name: string;
  /** What SDKs of others call it. */
  readonly aliases?: readonly string[];
  readonly hosts: readonly WireHost[];
  /** The name of a server on this machine that speaks it. @default its own */
  readonly loopbackName?: string;
  readonly endpoints: readonly WireEndpoint[];
  /** Where the key goes in a request that brings none. */
  readonly keyHeader: 'authorization' | 'x-goog-api-key' | 'x-api-key';
  /** The form of an error's body: `{ error: { message } }`, or `{ error: 'message' }`. */
  readonly errorForm: 'object' | 'text';
  /** Where nobody set anything, in place of the library's. */
  readonly timeouts?: TimeoutOptions;
  /** How requests to an address are charged, where that is more than a price list tells. */
  pricing?(baseURL: string): ProviderPricing;
}
