// The SDK's wish for a newer Node.js is doctor's to tell.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Unit tests beside what they test, journeys across rooms in tests/. */
export default {
  testEnvironment: 'node',
  roots: ['environments', 'job', 'scripts', 'stacks', 'tests'].map((room) => `<rootDir>/${room}`),
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript' },
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  globalSetup: '<rootDir>/tests/support/scratch-folder.ts',
  // openapi-backend requires this ES module, which Jest can't, for a service that isn't used.
  moduleNameMapper: {
    '^@apidevtools/json-schema-ref-parser$': '<rootDir>/tests/support/github/no-ref-parser.cjs',
  },
  // Journeys wait for a real Terraform; nothing here is timed.
  testTimeout: 300_000,
  // Most of their time is the provider's own waits, in which others can work.
  maxWorkers: 3,
};
