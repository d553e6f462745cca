import { test } from 'vitest';
import { testUsageStore } from '../testing/usage-store-contract.js';
import { memoryUsageStore } from './memory.js';

testUsageStore(test, { name: 'memoryUsageStore()', create: async () => memoryUsageStore() });
