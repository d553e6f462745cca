import { expect, it } from 'vitest';
import { readContextLength } from './context-length.js';

it.each([
  [
    "this model's maximum context length is 8192 tokens. however, you requested 9000 tokens (7000 in the messages, 2000 in the completion).",
    8192,
    9000,
    808,
  ],
  [
    "this model's maximum context length is 4097 tokens, however you requested 4116 tokens (1044 in your prompt; 3072 for the completion).",
    4097,
    4116,
    19,
  ],
  [
    "this model's maximum context length is 4097 tokens. however, your messages resulted in 4294 tokens.",
    4097,
    4294,
    197,
  ],
  [
    "this endpoint's maximum context length is 200000 tokens. however, you requested about 348606 tokens (344510 of text input, 4096 in the output).",
    200_000,
    348_606,
    148_606,
  ],
  ['the input token count (132478) exceeds the maximum number of tokens allowed (131072).', 131_072, 132_478, 1_406],
  ['the input token count exceeds the maximum number of tokens allowed 1048576.', 1_048_576, undefined, undefined],
  ['prompt is too long: 216327 tokens > 200000 maximum', 200_000, 216_327, 16_327],
  [
    'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
    200_000,
    210_000,
    10_000,
  ],
  ['request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it', 4096, 4390, 294],
  ['requested tokens (516) exceed context window of 512', 512, 516, 4],
  ['cannot truncate prompt with n_keep (15028) >= n_ctx (7424)', 7424, 15_028, 7_604],
  [
    'the number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096).',
    4096,
    13_055,
    8_959,
  ],
  [
    'trying to keep the first 111490 tokens when context the overflows. however, the model is loaded with context length of only 32768 tokens',
    32_768,
    111_490,
    78_722,
  ],
  ['prompt too long; exceeded max context length by 1475 tokens', undefined, undefined, 1475],
  ['too many tokens: size limit exceeded by 2323 tokens.', undefined, undefined, 2323],
  [
    'prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    32_768,
    40_000,
    7_232,
  ],
  ['too many tokens in batch. max is 16384 got 17555', 16_384, 17_555, 1_171],
  [
    '`inputs` tokens + `max_new_tokens` must be <= 2048. given: 1500 `inputs` tokens and 1000 `max_new_tokens`',
    2048,
    2500,
    452,
  ],
  ['request body too large for gpt-4o model. max size: 8000 tokens.', 8000, undefined, undefined],
  [
    'request too large for model x in organization y on tokens per minute (tpm): limit 6000, requested 12328, please reduce',
    6000,
    12_328,
    6_328,
  ],
  ['range of input length should be [1, 30720]', 30_720, undefined, undefined],
  ["this model's maximum prompt length is 131072 but the request contains 147813 tokens.", 131_072, 147_813, 16_741],
  ['please reduce the length of the messages or completion. current length is 8193 while limit is 8192', 8192, 8193, 1],
  ['invalid request: your request exceeded model token limit: 8192 (requested: 9000)', 8192, 9000, 808],
  ["the input (5000 tokens) is longer than the model's context length (4096 tokens).", 4096, 5000, 904],
  ['the decoder prompt (length 40123) is longer than the maximum model length of 32768.', 32_768, 40_123, 7355],
  [
    'too many tokens: size limit exceeded by 11326 tokens. the limit for this model is 128000 tokens.',
    128_000,
    undefined,
    11_326,
  ],
  [
    "requested token count exceeds the model's maximum context length of 4096 tokens. you requested a total of 5000 tokens: 4000 tokens from the input messages",
    4096,
    5000,
    904,
  ],
  [
    "you passed 4097 input tokens and requested 0 output tokens. however, the model's context length is only 4096 tokens",
    4096,
    4097,
    1,
  ],
  [
    'your input is 1,234,567 tokens: the input token count (1,234,567) exceeds the maximum number of tokens allowed (1,048,576).',
    1_048_576,
    1_234_567,
    185_991,
  ],
] as const)('%s', (...row) => {
  const [text, limit, requested, excess] = row;
  expect(readContextLength({ text, lengths: {} })).toEqual({
    ...(limit === undefined ? {} : { limit }),
    ...(requested === undefined ? {} : { requested }),
    ...(excess === undefined ? {} : { excess }),
  });
});

it('reads the fields of a body before its words', () => {
  expect(
    readContextLength({
      text: 'request (1 tokens) exceeds the context size (2)',
      lengths: { limit: 256, requested: 1407 },
    }),
  ).toEqual({ limit: 256, requested: 1407, excess: 1151 });
});

it.each(['the input length exceeds the context length', 'context size has been exceeded.', ''])(
  'says nothing where nothing is said: %s',
  (text) => {
    expect(readContextLength({ text, lengths: {} })).toBeUndefined();
  },
);

it('takes numbers that do not fit together for no lengths', () => {
  expect(readContextLength({ text: 'context length is 8192 tokens. you requested 12 tokens', lengths: {} })).toEqual({
    limit: 8192,
  });
});
