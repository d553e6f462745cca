import type { ErrorKind } from '../../core/error-kinds.js';
import type { ErrorRule, StatusPattern } from '../../core/error-rule.js';

/** What programs say in words of their own: something, and near to it what is the matter with it, in either order. */
interface Words extends Pick<ErrorRule, 'kind' | 'source'> {
  readonly of: string;
  readonly is: string;
  /** Words that say it without company, other languages among them. */
  readonly or: string;
}

/** The first that fits. What stops a key or an account comes before what a wait would heal, the vaguest last. */
const WORDS: readonly Words[] = [
  {
    kind: 'insufficient-resources',
    of: 'memory|vram|disk space|buffers?',
    is: 'insufficient|not enough|allocate|exhausted',
    or: '[显内]存不足|\\bfailed to allocate\\b',
    source: 'https://github.com/ggml-org/llama.cpp/issues/19774',
  },
  {
    kind: 'content-filter',
    of: 'content|prompt|response|output|safety|moderation|guardrails?|words',
    is: 'blocked|flagged|filtered|rejected|unsafe|harmful|sensitive|intervened|moderated',
    or: '\\bpolic(?:y|ies)\\b[^.\\n]{0,30}\\bviolat|\\bviolat[a-z]+\\b[^.\\n]{0,30}\\bpolic|\\bcontent violation\\b|\\bsafety block\\b|\\bmoderation error\\b|\\bflagged as\\b|\\bmodel refused\\b|\\brefused to answer\\b|\\bcontent (?:moderation|management policy)\\b|\\b(?:potentially|flagged as) unsafe\\b|\\brequest moderated\\b|^refusal$|内容(?:安全|审核)|违反.{0,6}政策|不合规|安全原因',
    source: 'https://github.com/epam/ai-dial-chat/issues/4556',
  },
  {
    kind: 'context-length',
    of: 'prompt|input|text|conversation|context|tokens?',
    is: 'too long|too large|too big|exceed(?:s|ed|ing)?|overflow[a-z]*|over the',
    or: '\\bmessages?\\b[^.\\n]{0,20}\\b(?:too (?:long|large)|length exceeds)|\\btoo many tokens in (?:the )?(?:prompt|input|request|context)\\b|超过最大|[文长内][本度容].{0,4}过长|超出上下文|上下文.{0,4}(?:超|过)|(?:长度|token ?数).{0,4}超',
    source: 'https://github.com/continuedev/continue/issues/12794',
  },
  {
    kind: 'quota-exhausted',
    of: 'balance|credits?|funds|wallet|(?:spend|spending|credit|budget) limit|free (?:trial|tier|quota|credits?)|prepaid',
    is: 'no|out of|insufficient|not enough|too low|empty|negative|exhausted|used up|exceed(?:s|ed)|reached|expired|ended|add|buy|purchase|need',
    or: '\\binsufficient quota\\b|\\btop[- ]up\\b|\\bplease recharge\\b|\\bpayment method\\b|\\bbilling (?:is )?(?:not enabled|disabled|required)\\b|(?:配额|额度|次数)已?(?:用完|用尽|耗尽|不足)|額度不足|充值',
    source: 'https://github.com/songquanpeng/one-api/issues/881',
  },
  {
    kind: 'rate-limit',
    of: 'quota|allowance|limit|cap|rate|(?:free |remaining )?requests|[rtq]p[smd]',
    is: 'exceeded|reached|exhausted|used up|used all|hit|too many|no|out of|throttl[a-z]+|per (?:second|minute|hour|day)',
    or: '\\btoo (?:quickly|frequently)\\b|\\bthrottl(?:ed|ing)\\b|\\btoo many (?:tokens|messages)\\b|(?<![.`_])\\brate[-_ ]?limit(?:ed|s)?\\b|速率.{0,4}限|请求.{0,4}(?:过快|过多|频繁)|频率.{0,4}[过超]|达到.{0,6}限额|слишком много запросов|多すぎます|レート制限',
    source: 'https://github.com/RooCodeInc/Roo-Code/issues/5050',
  },
  {
    kind: 'authentication',
    of: 'api[ _-]?keys?|access key|credentials?|(?:access|auth|authentication|bearer|refresh|oauth|session|api) token|jwt|auth(?:entication|ori[sz]ation)?|(?:log|sign)(?:ged)?[ -]?in',
    is: 'invalid|expired|missing|incorrect|wrong|bad|failed|error|required|rejected|disabled|revoked|not|no|set|provide|must be',
    or: '\\b(?:invalid|incorrect|wrong|disabled) key\\b|\\bkey is (?:invalid|disabled|revoked)\\b|\\bun(?:authenticated|authori[sz]ed)\\b|\\bnot authenticated\\b|\\bfailed to authenticate\\b|\\buser not found\\b|\\binvalid_grant\\b|\\btoken is not valid\\b|\\bsession (?:has )?expired\\b|\\bplease (?:log|sign) in\\b|api[ _-]?key.{0,4}(?:无效|错误)|密钥.{0,4}(?:无效|错误)|无效的.{0,4}(?:api|密钥)|认证失败|未授权|[未先]登录|登录.{0,4}过期|令牌.{0,4}(?:无效|过期|失败)|token.{0,4}过期',
    source: 'https://github.com/windingwind/zotero-pdf-translate/issues/174',
  },
  {
    kind: 'permission',
    of: 'access|permissions?|scopes?|accounts?|user|your plan|upgrade|region|country|subscription|terms of service|ip(?: address)?|administrator',
    is: 'denied|insufficient|lack|banned|blocked|locked|suspended|restricted|not (?:allowed|permitted|granted|included?|supported|available|enabled)|unsupported|violat[a-z]+|does not include',
    or: '\\bnot (?:permitted|allowed) to\\b|^not permitted|\\bnot enabled for\\b|\\b(?:subscription|upgrade) (?:is )?required\\b|\\b(?:please )?upgrade (?:your plan|to)\\b|\\bapi (?:has )?not (?:been )?enabled\\b|\\bplan does not include\\b|\\bcan only be used (?:from|with|in|by)\\b|没有权限|无权|权限不足|[拒禁][绝止]访问|封禁|不支持.{0,4}地区',
    source: 'https://github.com/continuedev/continue/issues/10584',
  },
  {
    kind: 'model-not-found',
    of: 'models?',
    is: 'not (?:be )?(?:available|supported|loaded|known|found|installed)|cannot find|could not find',
    or: '\\b(?:unknown|unsupported|unrecogni[sz]ed) models?\\b(?! provider)|\\bno models? (?:found|named|available|loaded)\\b|\\bnot a known model\\b|(?:未找到|找不到|不支持的)模型|模型(?:未找到|不可用)',
    source: 'https://github.com/IBM/eval-assist/issues/20',
  },
  {
    kind: 'overloaded',
    of: 'servers?|service|models?|engine|workers?|providers?|backend|accounts?|instances?|channels?|nodes?|capacity|traffic|load|queue|system|resources?',
    is: 'overload(?:ed)?|busy|full|too much|heavy|peak|no (?:available|free|healthy|capacity)|insufficient|unavailable|limit reached',
    or: '\\btemporarily unavailable\\b|\\bno (?:available |free |healthy )?(?:instances?|workers?|accounts?|channels?|upstreams?|nodes?|capacity)(?: available)?\\b|暂时不可用|繁忙|拥挤|资源不足',
    source: 'https://github.com/router-for-me/CLIProxyAPI/issues/3798',
  },
  {
    kind: 'timeout',
    of: 'time limit|took|taking|waited|(?:no |without )?(?:a )?(?:response|data)[a-z ]{0,12}',
    is: 'exceeded|too long|longer than|(?:within|in|after|for) \\d+',
    or: '\\btime-?out\\b|超时|タイムアウト',
    source: 'https://github.com/spring-projects/spring-ai/issues/3480',
  },
  {
    kind: 'network',
    of: 'network|connections?|connectivity|internet|dns|socket|host|address|certificates?|stream|connect(?:ing)?|reach(?:ing)?',
    is: 'error|issue|problem|trouble|failure|failed|lost|broken|dropped|closed|reset|refused|interrupted|aborted|unavailable|unreachable|no|could not|couldn.t|unable|cannot|not (?:found|trusted)|establish',
    or: '\\b(?:is|are|went) offline\\b|\\b(?:is|are|host|network|server|service|endpoint) unreachable\\b|\\bis [a-z]+ running\\?|\\bclosed (?:the )?connection\\b|网络(?:错误|异常|连接|问题)|连接(?:失败|错误|异常|被|断开)|无法(?:连接|访问)|ソケット',
    source: 'https://github.com/anomalyco/opencode/issues/44380',
  },
  {
    kind: 'invalid-request',
    of: 'requests?|arguments?|parameters?|inputs?|values?|fields?|schema|types?|roles?|formats?|url|messages?|images?|tools?|property|key|validation|resource|endpoint|page|path|route|system prompt',
    is: 'bad|invalid|illegal|malformed|missing|unknown|unrecogni[sz]ed|unexpected|extra|wrong|duplicate|required|too large|empty|unsupported|not (?:be )?(?:supported|allowed|permitted|provided|given|specified|found|empty)|no|must|should be|does not support|cannot be',
    or: '\\bvalidation (?:error|failed)\\b|\\bfailed validation\\b|\\bparameter error\\b|\\bis not supported\\b|\\bextra inputs\\b|\\bout of range\\b|\\bexpected [a-z]+, got\\b|\\bshould be (?:less|greater|a|an)\\b|\\bmust (?:be|have|contain|not|include|start|end|alternate)\\b|参数|无效的请求|请求无效|格式错误|不支持图片',
    source: 'https://github.com/n8n-io/n8n/issues/19573',
  },
  {
    kind: 'invalid-response',
    of: 'responses?|repl(?:y|ies)|stream|output|completion|answer|chunk|choices|candidates|translation|result|content|text|json|body|finish_?reason|[a-z]{0,20}chunk|data',
    is: 'empty|blank|unparse?able|unreadable|malformed|incomplete|truncated|unexpected|invalid|no|nothing|bad|missing|did not|didn.t|interrupted|aborted|cut off|early|usable',
    or: '\\bstream (?:ended|closed|finished|stopped)\\b|\\b(?:failed to|could not|unable to|cannot|error while) (?:pars|decod|deserializ|extract|read(?! propert))[a-z]*\\b|\\beof while parsing\\b|\\breturned (?:nothing|null|none|no)\\b|\\bnothing returned\\b|\\b(?:de)?serializ[a-z]+ error\\b|\\bunknown variant\\b|\\b(?:did not|didn.t) provide\\b|(?:内容|响应|结果|返回|回复)为空|空(?:回复|响应)|未返回|返回格式|解析(?:失败|错误)',
    source: 'https://github.com/cline/cline/issues/6426',
  },
  {
    kind: 'server-error',
    of: 'server|internal|unexpected|unknown|unhandled|upstream|backend|provider|processing|generation|inference|prediction|execution|model|gpu|request|response|generat(?:e|ing)',
    is: 'errors?|failure|failed|fault|exception|unable to|could not|crashed|died',
    or: '\\bsomething (?:went |is )?(?:wrong|broke)\\b|\\ban error (?:has )?occurred\\b|\\b(?:crashed|illegal memory access|segmentation fault|core died)\\b|\\breturned (?:an )?error\\b|\\bfinish_?reason: (?:error|other)\\b|(?:内部|服务器?|系统|上游|未知|请求|处理|生成)(?:错误|异常|出错|失败)|エラーが発生',
    source: 'https://github.com/n8n-io/n8n/issues/35175',
  },
];

function near({ of, is, or }: Pick<Words, 'of' | 'is' | 'or'>): RegExp {
  const between = '\\b[^.\\n]{0,30}?\\b';
  return new RegExp(`\\b(?:${of})${between}(?:${is})\\b|\\b(?:${is})${between}(?:${of})\\b|${or}`, 'm');
}

function rulesOf(words: readonly Words[], status: readonly StatusPattern[]): readonly ErrorRule[] {
  return words.map(({ of, is, or, ...rule }) => ({
    ...rule,
    ...(rule.kind === 'rate-limit' ? { kindBy: 'window' as const } : {}),
    when: { status, message: near({ of, is, or }) },
  }));
}

/** Where neither a status nor a code nor a provider's own words tell. */
export const vagueRules = rulesOf(WORDS, ['2xx', 'none']);

const REFUSED: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  'content-filter',
  'context-length',
  'quota-exhausted',
  'authentication',
  'permission',
]);

/** What a status means that stands for many things, before it means no more than a wrong request or a fault. */
export const refusedRules = rulesOf(
  WORDS.filter(({ kind }) => REFUSED.has(kind)),
  [400, 404, 422, 500],
);
