/** What is packed of each number: its distance to `base`. */
export type Steps = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** One field of all entries of a block. */
export interface Column {
  readonly base: number;
  /** The value of row `i` is `base + steps[i]`; absent where all are `base`. */
  readonly steps?: Steps;
  /** Of a label: value `n` means `names[n - 1]`, and 0 that the entry has none. */
  readonly names?: readonly string[];
}

/** The value of a row. */
export function valueAt({ base, steps }: Column, row: number): number {
  return steps === undefined ? base : base + (steps[row] ?? 0);
}

/** Packs numbers as narrow as they are: all of a block are close to each other, most times. */
export function numberColumn(values: Float64Array): Column {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let areIntegers = true;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
    if (!Number.isSafeInteger(value)) areIntegers = false;
  }
  if (least === most) return { base: least };
  if (!areIntegers) return { base: 0, steps: values };
  const range = most - least;
  const steps =
    range < 2 ** 8
      ? new Uint8Array(values.length)
      : range < 2 ** 16
        ? new Uint16Array(values.length)
        : range < 2 ** 32
          ? new Uint32Array(values.length)
          : new Float64Array(values.length);
  for (let row = 0; row < values.length; row += 1) steps[row] = (values[row] ?? 0) - least;
  return { base: least, steps };
}

/** Gives each different label a number. */
export function labelColumn(labels: readonly (string | undefined)[]): Column {
  const numbers = new Map<string, number>();
  const codes = new Float64Array(labels.length);
  for (const [row, label] of labels.entries()) {
    if (label === undefined) continue;
    let code = numbers.get(label);
    if (code === undefined) {
      code = numbers.size + 1;
      numbers.set(label, code);
    }
    codes[row] = code;
  }
  return { ...numberColumn(codes), names: [...numbers.keys()] };
}
