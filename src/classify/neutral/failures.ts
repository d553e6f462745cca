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
        /\bunable to verify the first certificate\b|\bself[- ]signed certificate\b|\bcertificate (?:has expired|verify failed|signed by unknown|problem)\b|\bunable to get (?:local )?issuer certificate\b|\bx509: |\berr_cert_|\binvalid peer certificate\b/,
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
        /\b(?:connect|headers|body|read|request|connection|response|socket|operation|gateway|idle|stream) time(?:d ?|-)?out\b|\b(?:err|connection)_timed_out\b|\bhttpclient\.timeout\b|\btimed? out\b|\btime limit\b|\btimeout (?:of|after|was|on|while|exceeded|expired)\b|\bdeadline (?:exceeded|expired)\b|\baborted due to timeout\b|\btime-?out (?:error|exception)\b/,
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
        /^(?:the |this )?(?:request|operation|signal|user)(?: (?:was|is|has been))? (?:aborted|cancell?ed)\b|\b(?:abort|cancel)[a-z]* by (?:the )?user\b|\bcontext canceled\b/m,
    },
    source: DOM,
  },
  {
    kind: 'invalid-response',
    when: {
      status: NO_ANSWER,
      message:
        /\bunexpected end of (?:json )?(?:input|data|stream)|\bunexpected token\b[^\n]{0,120}\bjson\b|\bis not valid json\b|\binvalid json\b|\binvalid character\b[^\n]{0,20}\blooking for\b|\b(?:cannot|to|not) unmarshal\b|\bincomplete json\b|\bin json at position\b|\bfailed to parse (?:the )?(?:stream|response|json)|\b(?:unexpected|invalid|malformed) response\b|\bdid not receive done\b|\bstream (?:has )?(?:ended|closed|finished|disconnected|stopped|was cut) (?:without|before(?! completion:)|prematurely|unexpectedly|with an? (?:invalid|incomplete|empty))|\b(?:json|output|response|stream) (?:pars(?:e|er|ing)|decod(?:e|ing)) (?:error|exception|failed)\b|\bunexpected model behavior\b|\bno (?:output|object|content|response) (?:was )?(?:generated|returned)\b|\bempty (?:response|body|completion|stream|answer)\b|\breturned no content\b|\binvalid content[- ]type\b|\btype validation failed: value\b/,
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
        /\bfetch failed\b|\bfailed to (?:fetch|connect|lookup|resolve)\b|\bload failed\b|\bnetwork (?:error|request failed|connection was)|\bnetworkerror when\b|\bsocket hang up\b|\b(?:connection|connect|socket|transport|proxy|chunked encoding|client (?:connector|payload)|read|write|max retry) (?:error|exception)\b|\b(?:ssl|tls)[ a-z]{0,12}(?:error|exception)\b|\bconnection (?:was )?(?:refused|reset|closed|lost|aborted|failed|terminated|dropped|interrupted)\b|\bother side closed\b|(?:^|: )terminated(?=$| \()|\b(?:premature close|ended prematurely)\b|\b(?:cannot|could not|unable to|couldn't|can't) (?:connect to|resolve|reach)\b|\b(?:econnrefused|econnreset|enotfound|etimedout|eai_again|epipe|eproto)\b|\bnet::err_|\bno such host\b|\b(?:dns|name resolution|host lookup|getaddrinfo|lookup address)\b[^\n]{0,40}\b(?:error|failed|failure)\b|\bfailed host lookup\b|\b(?:failure in name resolution|nodename nor servname|unknown host|name not resolved|hostname could not be found|server misbehaving)\b|\b(?:server|remote|socket) disconnected\b|\bpeer closed connection\b|\berror (?:sending request|reading from the stream|decoding response body|reading a body from connection)\b|\bforcibly closed\b|\bbroken pipe\b|\bname or service not known\b|\bmalformed http response\b|\btransport connection broken\b|\bserver is not running\b|\binternal_error; received from peer\b|\bmax retries exceeded\b|\b(?:get|head|post|put|patch) "https?:\/\/[^"\s]{1,1000}": |(?:^|: )(?:unexpected )?eof$|\bunexpected eof during\b|\beof occurred in violation\b|\bclosed before message completed\b|\bincomplete ?(?:message|read|chunked)\b|\bpayload is not completed\b|\b(?:recv failure|ssl_connect|handshake (?:failure|failed|exception)|secure tls connection)\b|\b(?:http tunneling|tunneling socket)\b|\bappears to be offline\b|\binternet disconnected\b|\bdo request failed\b/m,
    },
    source: FETCH,
  },
  {
    kind: 'network',
    when: {
      status: NO_ANSWER,
      thrown: ['APIConnectionError', 'FetchError', 'RemoteProtocolError', 'ConnectException'],
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
