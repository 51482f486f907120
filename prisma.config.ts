import { defineConfig } from 'prisma/config'

// For Prisma's own command line, where its engine can be downloaded; ours (scripts/migrate.ts) needs neither.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
})
