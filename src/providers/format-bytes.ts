/** A number of bytes for people: `20 MB`. */
export function formatBytes(bytes: number): string {
  return `${Math.round(bytes / 100_000) / 10} MB`;
}
