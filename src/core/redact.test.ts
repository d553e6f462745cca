import { describe, expect, it } from 'vitest';
import { redactText } from './redact.js';

const GOOGLE = `AIza${'SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q'}`;
const OPENAI = `sk-proj-${'Abc123Def456Ghi789Jkl012'}`;
const OWN = 'team-secret-0815';

describe('redactText', () => {
  it.each([
    ['a Google key', GOOGLE],
    ['a new Google key', `AQ.${'Ab8RN6Ixyz0123456789abcdefgh'}`],
    ['an OpenAI key', OPENAI],
    ['an OpenRouter key', `sk-or-v1-${'0123456789abcdef0123456789abcdef'}`],
    ['a Groq key', `gsk_${'abcDEF123abcDEF123abcDEF123'}`],
    ['an xAI key', `xai-${'abcDEF123abcDEF123abcDEF123'}`],
    ['a Hugging Face token', `hf_${'abcDEF123abcDEF123abcDEF123'}`],
    ['an NVIDIA key', `nvapi-${'abcDEF123abcDEF123_abcDEF123'}`],
  ])('takes %s out wherever it stands', (_title, key) => {
    const clean = redactText(`Consumer 'api_key:${key}' has been suspended. (${key})`);
    expect(clean).not.toContain(key);
    expect(clean).toContain('has been suspended');
  });

  it.each([
    ['a bearer token', 'authorization: Bearer abc.def-123456', 'abc.def-123456'],
    ['a header', '{"x-goog-api-key":"plainsecret99"}', 'plainsecret99'],
    ['a header in escaped JSON', '{\\"x-api-key\\":\\"plainsecret99\\"}', 'plainsecret99'],
    ['an Ollama key', 'Authorization: 0123abcd0123abcd.XyZ-12_34', '0123abcd0123abcd.XyZ-12_34'],
    ['a parameter', 'https://host/v1?alt=sse&key=plainsecret99&x=1', 'plainsecret99'],
    ['a parameter by its long name', 'https://host/v1?api_key=plainsecret99', 'plainsecret99'],
    ['a password', 'http://user:plainsecret99@proxy:8080/', 'plainsecret99'],
    ["Python's header", "{'Authorization': 'Bearer plainsecret99'}", 'plainsecret99'],
  ])('takes the value of %s out', (_title, text, secret) => {
    expect(redactText(text)).not.toContain(secret);
  });

  it("takes the caller's own secrets out, whatever they look like", () => {
    expect(redactText(`refused ${OWN} at a=${encodeURIComponent('k e/y+1')}`, [OWN, 'k e/y+1'])).toBe(
      'refused [redacted] at a=[redacted]',
    );
  });

  it('leaves ordinary words, masked keys and addresses as they are', () => {
    const text =
      'Incorrect API key provided: sk-xxxxx***********************xxxx. See https://platform.openai.com/account/api-keys, model task-specific-llama-3';
    expect(redactText(text)).toBe(text);
  });

  it('does not take a short secret out of every word', () => {
    expect(redactText('a cat sat', ['a'])).toBe('a cat sat');
  });

  it('is linear', () => {
    const text = `${'authorization '.repeat(20_000)}${'a'.repeat(200_000)}${'://'.repeat(50_000)}`;
    const startedAt = performance.now();
    redactText(text);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});
