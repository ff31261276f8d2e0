import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import admin from './apps/admin/jest.config.mjs';
import { hasRedis, hasRedisServer } from './test/support/redis-server.mjs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc.jest.json', import.meta.url), 'utf8'));
const rootDir = import.meta.dirname;

const onNode = {
  rootDir,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: {
    '^@daybook/contract/vocabulary$': '<rootDir>/libs/contract/src/vocabulary.ts',
    '^@daybook/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['<rootDir>/test/jest.setup.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
};

export default {
  rootDir,
  // one more than there are cores: most of the time a test waits for a database, a program or a browser
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/test/support/slowest-first.mjs',
  testTimeout: 60_000,
  projects: [
    {
      ...onNode,
      displayName: 'node',
      testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/apps/admin/', '<rootDir>/test/e2e/', 'redis\\.spec\\.ts$'],
    },
    ...(hasRedis()
      ? [
          {
            ...onNode,
            displayName: 'redis',
            testMatch: ['<rootDir>/{apps,libs,test}/**/*redis.spec.ts'],
            testPathIgnorePatterns: ['/node_modules/', ...(hasRedisServer() ? [] : ['\\.own-redis\\.spec\\.ts$'])],
          },
        ]
      : []),
    { ...onNode, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.spec.ts'] },
    { ...admin, displayName: 'admin', rootDir: `${rootDir}/apps/admin` },
  ],
};
