/** A quota that the refusal names. */
export interface QuotaEvidence {
  readonly id: string | undefined;
  readonly metric: string | undefined;
  readonly limit: number | undefined;
}

/** A wait or a reset that a field of the body states. */
export interface StatedTime {
  readonly durationMs?: number | undefined;
  /** Epoch ms. */
  readonly at?: number | undefined;
}

/** What was sent back. `none`: nothing, or nothing is known of it. */
export type BodyForm = 'none' | 'empty' | 'page' | 'content';

/** All that a failure tells, whatever form it came in. Names and phrases are in lower case. */
export interface Evidence {
  /** The status that counts: that of the response, or the one that an error inside a 2xx answer, or a gateway's 500, states. */
  readonly status: number | undefined;
  /** The status of the response, where there was one. */
  readonly responseStatus: number | undefined;
  /** Lower-case names of headers. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: BodyForm;
  /** Names of fields at the top of the body, as they are written. */
  readonly fields: ReadonlySet<string>;
  /** Codes, reasons, gRPC statuses, types, errno: every name that the provider has for it. */
  readonly codes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** Names and classes of thrown values, the outermost first. */
  readonly thrown: ReadonlySet<string>;
  /** Why the answer ended. */
  readonly finish: ReadonlySet<string>;
  readonly quotas: readonly QuotaEvidence[];
  readonly times: readonly StatedTime[];
  /** How many tokens a field of the body says that the request has, and the model takes. */
  readonly lengths: { readonly limit?: number; readonly requested?: number };
  /** All messages in lower case, one a line, bounded. */
  readonly text: string;
  /** The provider's words, else those of what was thrown. */
  readonly message: string;
  /** The most telling of the names, as the provider writes it. */
  readonly code: string | undefined;
}
