/** The value of an environment variable; an empty one counts as absent. */
export function readEnvironment(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}
