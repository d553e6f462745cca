/** A source of chance: a number from 0 up to, but without, 1. */
export type Random = () => number;

/** The chance of this machine. */
export const systemRandom: Random = () => Math.random();
