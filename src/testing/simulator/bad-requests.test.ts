import { describe, expect, it } from 'vitest';
import { request, simulator, start } from './simulator.fixture.js';

describe('bad requests', () => {
  it.each([
    ['/api/chat', '', 400],
    ['/api/chat', '{"model":', 400],
    ['/api/nothing', '{}', 404],
    ['/v1/chat/completions', '{"model":"m"}', 400],
    ['/v1/nothing', '{}', 404],
    ['/v1beta/models/m:generateContent', '{"contents":', 400],
    ['/v1beta/nothing', '{}', 404],
    ['/elsewhere', '{}', 404],
  ])('get an error: POST %s %s', async (path, body, status) => {
    await start();
    expect((await request(path, body))[0]).toBe(status);
    expect(simulator.requests).toMatchObject([{ outcome: 'refused', refusedBy: 'request' }]);
  });
});
