/**
 * What ends an attempt before its time, for those who can do without an AbortSignal: to make one for each request costs
 * more than to classify, count and pace it.
 */
export interface Cancellation {
  /** Made when somebody asks for it. */
  readonly signal: AbortSignal;
  /** Why it ended; `undefined` while it goes on. */
  readonly cancelled: { readonly reason: unknown } | undefined;
  /** Is told when it ends. It has one place: for what sends the request. */
  onCancel: { abort(reason: unknown): void } | undefined;
}
