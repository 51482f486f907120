import path from 'node:path'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname

/** Minutes each: `npm run test:long` runs them, with the machine to themselves. */
const LONG = ['tests/integration/server-killed.test.ts', 'tests/integration/proof/{crash-points,crash-points-of-the-end,soak}.test.ts', 'tests/integration/predictions/hostile-memory.test.ts']
/** Short in every run, longer in `npm run test:long`. */
const LONGER = ['tests/integration/proof/{crash-chain,crash-points-at-runpod,postgres-chaos,lost-commits,model,model-other-half}.test.ts']
/** When to give up, not how long it takes: on a machine that is busy with other things, imports alone took 40 s. */
const PATIENCE = { testTimeout: 180_000, hookTimeout: 180_000 }
const onPostgres = { globalSetup: ['tests/support/postgres-global.ts'], ...PATIENCE }

export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: path.join(root, 'tests/support/empty.ts') },
      { find: /^@\//, replacement: `${root}/` },
    ],
  },
  test: {
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 20_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          exclude: LONG,
          ...onPostgres,
          maxWorkers: 2,
        },
      },
      { extends: true, test: { name: 'long', include: [...LONG, ...LONGER], env: { ATOMERA_TEST_LONG: 'yes' }, ...onPostgres, maxWorkers: 1 } },
      {
        extends: true,
        test: { name: 'contract', include: ['tests/contract/**/*.test.ts'], ...PATIENCE, maxWorkers: 2 },
      },
    ],
  },
})
