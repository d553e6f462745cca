/**
 * Keeps what is known of limits, so that a program that starts again doesn't knock on a closed door: closed gates with
 * their stages, cooled keys, learnt windows. What is kept is one JSON text for each namespace, with no key, prompt or
 * answer in it. A store of one's own is tried by `testQuotaStore` of `llm-resilience/testing`.
 */
export interface QuotaStore {
  /** The text that was saved last under a namespace; `undefined` where none was. */
  load(namespace: string): Promise<string | undefined>;
  /** Replaces the text of a namespace as a whole: whoever loads meanwhile gets the old one or the new one. */
  save(namespace: string, state: string): Promise<void>;
  /** Frees what it holds; called by nobody but its owner, since clients may share it. */
  close?(): Promise<void>;
}
