import { describe, expect, test } from 'vitest';
import { checkReply } from './check-reply.js';

const piece = 'She came down the stairs, all two hundred and twelve of them.\n\nThe cat came too.';

describe('checkReply', () => {
  test('takes a whole translation', () => {
    const text = 'Sie kam die Treppe herab.\n\nDie Katze kam mit.';

    expect(checkReply(piece, { text, finishReason: 'stop' })).toEqual({ type: 'good', text, warnings: [] });
  });

  test('never takes an answer that was cut off', () => {
    expect(checkReply(piece, { text: 'Sie kam', finishReason: 'length' })).toEqual({ type: 'cut' });
  });

  test.each(['content-filter', 'tool-calls', 'other'] as const)(
    'never takes an answer that ended with %s',
    (finishReason) => {
      expect(checkReply(piece, { text: 'Sie kam', finishReason })).toMatchObject({ type: 'bad' });
    },
  );

  test.each(['', ' \n ', '```\n\n```'])('never takes the empty answer %j', (text) => {
    expect(checkReply(piece, { text, finishReason: 'stop' })).toMatchObject({ type: 'bad' });
  });

  test('never takes the text itself for its translation, however its lines are broken', () => {
    const text = piece.replaceAll('\n\n', '\n');

    expect(checkReply(piece, { text, finishReason: 'stop' })).toMatchObject({ type: 'bad' });
  });

  test('takes a short text that is the same in both languages', () => {
    expect(checkReply('# Mara Höfler', { text: '# Mara Höfler', finishReason: 'stop' })).toMatchObject({
      type: 'good',
    });
  });

  test('takes off the fence that a model puts around its answer', () => {
    const text = '```markdown\nSie kam.\n\nDie Katze auch.\n```';

    expect(checkReply(piece, { text, finishReason: 'stop' })).toMatchObject({ text: 'Sie kam.\n\nDie Katze auch.' });
  });

  test('warns where paragraphs are missing', () => {
    expect(checkReply(piece, { text: 'Sie kam, und die Katze auch.', finishReason: 'stop' })).toMatchObject({
      type: 'good',
      warnings: ['1 paragraphs for 2'],
    });
  });
});
