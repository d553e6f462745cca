/** Something that a person can put right; its message is all that they need to see. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The command was called wrongly; lists every problem at once. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
