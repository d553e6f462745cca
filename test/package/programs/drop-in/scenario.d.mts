/** What the work came to. */
export interface Result {
  readonly lost: number;
  readonly corrupt: number;
  readonly requests: number;
  readonly errors: readonly unknown[];
}
export function bySdk(name: string): Promise<Result>;
export function byClient(name: string): Promise<Result>;
