const REDACTED = '[redacted]';

/** Shorter ones would tear holes into ordinary words. */
const SHORTEST_SECRET = 6;

/** Keys by the form that their providers give them, and the places where a key of any form stands. */
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AIza[\w-]{16,}|AQ\.[\w-]{16,}|ya29\.[\w-]{16,})/g, REDACTED],
  [/\b(?:sk|gsk|xai|hf|nvapi|pplx|r8|fw|csk|tgp_v1|ghp|gho|github_pat|key|rk|pk)[-_](?=[\w-]*\d)[\w-]{16,}/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  [
    /((?:proxy-)?authorization|x-goog-api-key|x-api-key|api[-_]?key|access[-_]?token|auth[-_]?token|subscription-key)(\\?["']?\s*[:=]\s*\\?["']?)(?!\[redacted\]|Bearer |Basic )[^\s"'\\,;&}<>)]{8,}/gi,
    `$1$2${REDACTED}`,
  ],
  [/([?&](?:key|token|sig|signature)=)[^&\s"'\\]{6,}/gi, `$1${REDACTED}`],
  [/(\b[a-z][a-z\d+.-]{1,20}:\/\/)[^\s/@"'<>]{1,256}@/gi, `$1${REDACTED}@`],
];

/** Takes known secrets, and all that has the form of a key, out of a text. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let result = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    result = result.replaceAll(secret, REDACTED);
    const encoded = encodeURIComponent(secret);
    if (encoded !== secret) result = result.replaceAll(encoded, REDACTED);
  }
  for (const [form, replacement] of FORMS) result = result.replace(form, replacement);
  return result;
}
