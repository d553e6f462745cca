/**
 * Keeps what is known of limits, so that a program that starts again doesn't knock on a closed door, and programs that
 * share a store meet a limit once: closed gates with their stages, cooled keys, learnt windows. What is kept is one JSON text for each namespace, with no key, prompt or
 * answer in it. A store of one's own is tried by `testQuotaStore` of `llm-resilience/testing`.
 */
export interface QuotaStore {
  /** The text that was saved last under a namespace; `undefined` where none was. */
  load(namespace: string): Promise<string | undefined>;
  /** Replaces the text of a namespace as a whole: whoever loads meanwhile gets the old one or the new one. */
  save(namespace: string, state: string): Promise<void>;
  /**
   * Replaces the text of a namespace by what is made of it, while nobody else writes: so that programs which share a
   * store lose nothing of what another one says in the same moment. `change` is called once, with the text that is kept,
   * and answers the new one; what it throws rejects. Without `update`, the text is loaded and saved.
   */
  update?(namespace: string, change: (state: string | undefined) => string): Promise<void>;
  /** Frees what it holds; called by nobody but its owner, since clients may share it. */
  close?(): Promise<void>;
}
