import type { ErrorRule } from '../../core/error-rule.js';

const STATUSES = 'https://www.rfc-editor.org/rfc/rfc9110#section-15';
const GRPC_CODES = 'https://grpc.io/docs/guides/status-codes/';
const EVENT_STREAMS = 'https://github.com/anthropics/anthropic-sdk-python/issues/1477';
const TYPES = 'https://www.rfc-editor.org/rfc/rfc9457';

/** What the status says where nothing else did, then what a type says where there is no status. */
export const statusRules: readonly ErrorRule[] = [
  {
    kind: 'server-error',
    when: { status: [400, 404, '2xx', 'none'], type: ['server_error', 'internal_error', 'internal_server_error'] },
    source: TYPES,
  },
  // A fault inside of a stream of events that a client hands on as a 400.
  {
    kind: 'server-error',
    when: { status: 400, code: ['internal_server_exception', 'model_stream_error_exception'] },
    source: EVENT_STREAMS,
  },
  {
    kind: 'overloaded',
    when: { status: 400, code: 'service_unavailable_exception' },
    source: EVENT_STREAMS,
  },
  {
    // None is followed: it would take the request and its key along.
    kind: 'network',
    advice:
      'The server sends the request elsewhere, which is not followed: check `baseURL` (https, host, path), the proxy, and whether the network has a login page.',
    when: { status: [301, 302, 303, 307, 308] },
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.4',
  },
  {
    kind: 'network',
    retryable: false,
    advice: 'The proxy between here and the provider wants credentials of its own.',
    when: { status: 407 },
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.8',
  },
  { kind: 'authentication', when: { status: 401 }, source: STATUSES },
  { kind: 'quota-exhausted', when: { status: 402 }, source: STATUSES },
  { kind: 'permission', rotateKey: false, when: { status: [403, 451], body: 'page' }, source: STATUSES },
  { kind: 'permission', when: { status: 403 }, source: STATUSES },
  {
    kind: 'permission',
    rotateKey: false,
    when: { status: 451 },
    source: 'https://www.rfc-editor.org/rfc/rfc7725#section-3',
  },
  { kind: 'timeout', when: { status: [408, 504, 524, 598, 599] }, source: STATUSES },
  { kind: 'server-error', when: { status: [409, 424, 425] }, source: STATUSES },
  { kind: 'cancelled', when: { status: 499 }, source: 'https://grpc.io/docs/guides/status-codes/' },
  { kind: 'overloaded', when: { status: [503, 529] }, source: STATUSES },
  { kind: 'invalid-request', when: { status: [501, 505] }, source: STATUSES },
  { kind: 'server-error', when: { status: '5xx' }, source: STATUSES },
  { kind: 'invalid-request', when: { status: '4xx' }, source: STATUSES },
  { kind: 'timeout', when: { code: ['deadline_exceeded', 'timeout', 'request_timeout'] }, source: GRPC_CODES },
  { kind: 'overloaded', when: { code: ['unavailable', 'service_unavailable'] }, source: GRPC_CODES },
  { kind: 'permission', when: { code: ['forbidden', 'access_denied'] }, source: GRPC_CODES },
  {
    kind: 'authentication',
    when: { code: ['unauthorized', 'ai_load_api_key', 'unrecognized_client', 'expired_token', 'invalid_signature'] },
    source: GRPC_CODES,
  },
  {
    kind: 'server-error',
    when: {
      code: [
        'internal',
        'server_error',
        'internal_error',
        'internal_server_error',
        'api_error',
        'data_loss',
        'server',
        'internal_server',
        'model_error',
        'model_stream_error',
        'bad_gateway',
      ],
    },
    source: GRPC_CODES,
  },
  {
    kind: 'invalid-request',
    when: {
      code: [
        'invalid_argument',
        'failed_precondition',
        'out_of_range',
        'unimplemented',
        'not_found',
        'resource_not_found',
        'ai_invalid_prompt',
        'already_exists',
        'validation',
        'invalid_request_error',
        'invalid_request',
        'bad_request',
        'unprocessable_entity',
      ],
    },
    source: GRPC_CODES,
  },
  {
    kind: 'server-error',
    when: {
      message:
        /\binternal (?:server )?error\b|(?:^|\n)server error[,.:]|\bserver had an error\b|\bbad gateway\b|\bthrew (?:an )?exception\b|\b(?:error processing stream|streaming error)\b|\ban (?:unexpected |internal )?error (?:occurred|has occurred|was encountered) while\b/,
    },
    source: STATUSES,
  },
  {
    // Whoever states a wait and nothing else has a limit.
    kind: 'rate-limit',
    kindBy: 'window',
    when: {
      status: ['2xx', 'none'],
      message:
        /\b(?:try again|retry|wait|available again|come back)(?: (?:in|after|for|at least))? (?:about )?\d{1,6}(?:\.\d+)? ?(?:ms|s\b|sec|m\b|min|h\b|hour|d\b|day)/,
    },
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3',
  },
];

/** A success without a word of an error, and without an answer. */
export const successRule: ErrorRule = { kind: 'invalid-response', when: { status: '2xx' }, source: STATUSES };
