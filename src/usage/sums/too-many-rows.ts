/** A report that would be larger than anyone reads, and take the memory of the program. */
export class TooManyRows extends TypeError {
  override readonly name = 'TooManyRows';

  constructor(mostRows: number) {
    super(
      `The report would have more than ${mostRows.toLocaleString('en')} rows. Ask for a shorter stretch of time, or with a filter such as \`job\`.`,
    );
  }
}

/**
 * Looks whether a report still has as many rows as are wanted at most.
 * @throws TooManyRows where it has more
 */
export function checkRows(count: number, mostRows: number | undefined): void {
  if (mostRows !== undefined && count > mostRows) throw new TooManyRows(mostRows);
}
