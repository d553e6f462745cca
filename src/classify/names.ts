/** So much of a text is looked through: names stand in front, behind 'code:', or in brackets. */
const HEAD_CHARACTERS = 800;
const MAX_NAMES = 12;

const SUFFIX = /_(?:error|exception|err)$/;

// "RESOURCE_EXHAUSTED", "Error Code: rate_limited", "type=insufficient_quota", "(ThrottlingException)", "litellm.RateLimitError:", "'internalServerException'", "[invalid_request_error]"
const NAMES =
  /\b[A-Z]{3,}(?:_[A-Z]+)+\b|(?:\b|_)(?:[Cc]ode|[Tt]ype|[Rr]eason|[Cc]ategory)['"]?[ ]?[:=][ ]?['"]?[A-Za-z]+(?:[_.][A-Za-z]+)*|\b[A-Z][A-Za-z]{2,60}(?:Error|Exception|Exhausted|Exceeded|Unavailable|Denied)\b|\b[a-z][A-Za-z]{2,60}Exception\b|(?<=[[(])[a-z]+(?:_[a-z]+)+(?=[\])])/g;
const LABEL = /^_?(?:code|type|reason|category)['"]?[ ]?[:=][ ]?['"]?/i;

/** The names of an error that words hold: codes, statuses of gRPC, classes of exceptions; in snake case. */
export function readNames(text: string): readonly string[] {
  const found = text.slice(0, HEAD_CHARACTERS).match(NAMES) ?? [];
  return found.slice(0, MAX_NAMES).flatMap((name) => snakeNames(name.replace(LABEL, '')));
}

/** A name in snake case, whole and without 'Error' or 'Exception': `ThrottlingException` is `throttling`, too. */
export function snakeNames(name: string): readonly string[] {
  const snake = /[a-z]/.test(name)
    ? name.replace(/([a-z\d])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$&_').toLowerCase()
    : name.toLowerCase();
  const bare = snake.replace(SUFFIX, '');
  return bare === snake ? [snake] : [snake, bare];
}
