/** A response of the provider that was a failure. */
export interface FailedResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly text: string;
}

/** The kind of the failure, on each response that stands for one; it tells other layers of this library, too. */
export const KIND_HEADER = 'x-llm-resilience-kind';
