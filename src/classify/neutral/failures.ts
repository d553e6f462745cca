import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

/** No answer came, or one that broke off. */
const NO_ANSWER: readonly StatusPattern[] = ['none', '2xx'];

const UNDICI = 'https://github.com/nodejs/undici/blob/main/docs/docs/api/Errors.md';
const ERRNO = 'https://nodejs.org/api/errors.html#common-system-errors';
const NODE_CODES = 'https://nodejs.org/api/errors.html#nodejs-error-codes';
const DOM = 'https://webidl.spec.whatwg.org/#idl-DOMException-error-names';
const FETCH = 'https://fetch.spec.whatwg.org/#concept-network-error';
const JSON_PARSE =
  'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/JSON/parse#exceptions';
const TYPE_ERROR = 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Errors';
const TLS = 'https://nodejs.org/api/tls.html#x509-certificate-error-codes';

/** What runtimes and clients throw where no answer came. */
export const failureRules: readonly ErrorRule[] = [
  {
    kind: 'timeout',
    when: {
      status: NO_ANSWER,
      code: [
        'UND_ERR_CONNECT_TIMEOUT',
        'UND_ERR_HEADERS_TIMEOUT',
        'UND_ERR_BODY_TIMEOUT',
        'ERR_SOCKET_CONNECTION_TIMEOUT',
        'ESOCKETTIMEDOUT',
      ],
    },
    source: UNDICI,
  },
  {
    kind: 'timeout',
    when: {
      status: NO_ANSWER,
      thrown: [
        'TimeoutError',
        'HeadersTimeoutError',
        'BodyTimeoutError',
        'ConnectTimeoutError',
        'APIConnectionTimeoutError',
        'APITimeoutError',
        'ReadTimeout',
        'ConnectTimeout',
        'RequestTimeoutError',
      ],
    },
    source: DOM,
  },
  {
    kind: 'timeout',
    when: { status: NO_ANSWER, code: 'ECONNABORTED', message: /\btimeout of \d+ ?ms exceeded\b|\btimeout exceeded\b/ },
    source: ERRNO,
  },
  {
    kind: 'network',
    retryable: false,
    when: {
      status: NO_ANSWER,
      code: [
        'CERT_HAS_EXPIRED',
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'SELF_SIGNED_CERT_IN_CHAIN',
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        'ERR_TLS_CERT_ALTNAME_INVALID',
        'ERR_SSL_WRONG_VERSION_NUMBER',
      ],
    },
    source: TLS,
  },
  {
    kind: 'network',
    retryable: false,
    when: {
      status: NO_ANSWER,
      message:
        /\bunable to verify the first certificate\b|\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed)\b|\bunable to get (?:local )?issuer certificate\b/,
    },
    source: TLS,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      code: [
        'ECONNREFUSED',
        'ECONNRESET',
        'ECONNABORTED',
        'ENOTFOUND',
        'EAI_AGAIN',
        'ETIMEDOUT',
        'EPIPE',
        'EHOSTUNREACH',
        'EHOSTDOWN',
        'ENETUNREACH',
        'ENETDOWN',
        'ENETRESET',
        'EADDRNOTAVAIL',
        'EPROTO',
        'ERR_NETWORK',
        'ConnectionRefused',
        'ConnectionClosed',
        'ConnectionReset',
        'FailedToOpenSocket',
      ],
    },
    source: ERRNO,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      code: ['UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED', 'UND_ERR_PRX_TLS', 'UND_ERR_HTTP_PARSER'],
    },
    source: UNDICI,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      code: [
        'ERR_STREAM_PREMATURE_CLOSE',
        'ERR_HTTP2_STREAM_ERROR',
        'ERR_HTTP2_SESSION_ERROR',
        'ERR_HTTP2_GOAWAY_SESSION',
        'ERR_HTTP2_STREAM_CANCEL',
        'ERR_STREAM_DESTROYED',
        'HPE_INVALID_CONSTANT',
      ],
    },
    source: NODE_CODES,
  },
  {
    kind: 'timeout',
    when: {
      status: NO_ANSWER,
      message:
        /\b(?:connect|headers|body|read|request|connection|response|socket|operation) time(?:d ?|-)?out\b|\btimed out\b|\btimeout (?:of|after|was|exceeded|expired)\b|\bdeadline (?:exceeded|expired)\b|\baborted due to timeout\b|\btime-?out error\b/,
    },
    source: DOM,
  },
  {
    kind: 'cancelled',
    when: {
      status: NO_ANSWER,
      thrown: ['AbortError', 'APIUserAbortError', 'CanceledError', 'CancelledError', 'CancelError', 'ResponseAborted'],
    },
    source: DOM,
  },
  {
    kind: 'cancelled',
    when: {
      status: NO_ANSWER,
      code: ['ABORT_ERR', 'ERR_CANCELED', 'ERR_ABORTED', 'UND_ERR_ABORTED', 'CANCELLED', 'CANCELED'],
    },
    source: NODE_CODES,
  },
  {
    kind: 'cancelled',
    when: {
      message:
        /^(?:the |this )?(?:request|operation|signal|user)(?: (?:was|is|has been))? (?:aborted|cancell?ed)\b|\babort(?:ed)? by (?:the )?user\b|\bcontext canceled\b/m,
    },
    source: DOM,
  },
  {
    kind: 'invalid-response',
    when: {
      status: NO_ANSWER,
      message:
        /\bunexpected end of (?:json )?(?:input|data|stream)|\bunexpected token\b[^\n]{0,120}\bjson\b|\bis not valid json\b|\binvalid json\b|\bincomplete json\b|\bin json at position\b|\bfailed to parse (?:the )?(?:stream|response|json)|\bdid not receive done\b|\bstream (?:ended|closed|finished|disconnected) (?:without|before(?! completion:)|prematurely|unexpectedly)|\bno (?:output|object|content|response) (?:was )?generated\b|\bempty (?:response|body|completion)\b|\breturned no content\b|\binvalid content[- ]type\b|\btype validation failed: value\b/,
    },
    source: JSON_PARSE,
  },
  {
    kind: 'invalid-response',
    when: {
      status: NO_ANSWER,
      thrown: ['AI_JSONParseError', 'JSONDecodeError', 'AI_EmptyResponseBodyError', 'AI_NoContentGeneratedError'],
    },
    source: JSON_PARSE,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      message:
        /\bfetch failed\b|\bfailed to fetch\b|\bload failed\b|\bnetwork ?error\b|\bnetwork request failed\b|\bsocket hang up\b|\bconnection (?:error|refused|reset|closed|lost|aborted|failed|terminated|was closed)\b|\bother side closed\b|(?:^|: )terminated(?=$| \()|\bpremature close\b|\bcannot connect to\b|\bunable to connect\b|\b(?:econnrefused|econnreset|enotfound|etimedout|eai_again|epipe)\b|\bno such host\b|\bdns error\b|\bserver disconnected\b|\bpeer closed connection\b|\berror sending request\b|\berror reading from the stream\b|\bforcibly closed\b|\bbroken pipe\b|\bname or service not known\b|\bmalformed http response\b|\btransport connection broken\b|\bserver is not running\b|\binternal_error; received from peer\b|\bmax retries exceeded\b|\b(?:get|head|post|put|patch) "https?:\/\/[^"\s]{1,1000}": |(?:^|: )(?:unexpected )?eof$|\bunexpected eof during\b|\berror decoding response body\b|\berror reading a body from connection\b|\bclosed before message completed\b/m,
    },
    source: FETCH,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      thrown: [
        'APIConnectionError',
        'SocketError',
        'ConnectionError',
        'FetchError',
        'ConnectError',
        'RemoteProtocolError',
        'NetworkError',
      ],
    },
    source: FETCH,
  },
  {
    kind: 'unknown',
    retryable: false,
    when: {
      status: 'none',
      thrown: [
        'TypeError',
        'ReferenceError',
        'RangeError',
        'SyntaxError',
        'URIError',
        'EvalError',
        'AssertionError',
        'ZodError',
      ],
    },
    source: TYPE_ERROR,
  },
];
