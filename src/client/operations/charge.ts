import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Usage } from '../../core/reply.js';

/** A check of an answer that was paid for: where it fails, its failure says so. */
export async function charge<Value>(check: Promise<Value> | Value, usage: Usage): Promise<Value> {
  try {
    return await check;
  } catch (error) {
    if (error instanceof AttemptFailure) error.charged(usage);
    throw error;
  }
}
