import type { ErrorKind } from './error-kinds.js';

/** Those whose name makes no subject of a sentence. */
const LABELS: { readonly [Kind in ErrorKind]?: string } = {
  authentication: 'Authentication failure',
  permission: 'Missing permission',
  overloaded: 'Overload',
  network: 'Network failure',
  'content-filter': 'Content filter',
  'insufficient-resources': 'Lack of resources',
  cancelled: 'Cancellation',
  unknown: 'Unknown error',
};

/** The name of a kind in a sentence: `Hourly limit`. */
export function kindLabel(kind: ErrorKind): string {
  const words = kind.replaceAll('-', ' ');
  return LABELS[kind] ?? words.charAt(0).toUpperCase() + words.slice(1);
}
