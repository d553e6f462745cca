/**
 * Thrown by an adapter where no request can be made at all, such as an SDK that is not installed. The call rejects
 * with it as it is: a `TypeError` to the user, never retried, never classified.
 * @internal
 */
export class SetupError extends TypeError {
  // Users are promised a TypeError; the class is only for the loop to tell it from `TypeError: fetch failed`.
  override readonly name = 'TypeError';
}
