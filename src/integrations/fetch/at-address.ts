/** A response that is made has no address: gives it, and its clones, that of the one which it stands for. */
export function atAddressOf(made: Response, of: Pick<Response, 'url' | 'redirected'>): Response {
  const clone = made.clone.bind(made);
  return Object.defineProperties(made, {
    url: { value: of.url },
    redirected: { value: of.redirected },
    clone: { value: () => atAddressOf(clone(), of) },
  });
}
