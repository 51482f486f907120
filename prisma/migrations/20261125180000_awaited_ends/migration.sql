-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "awaited_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "status_sync_missing_at" TIMESTAMPTZ(3);

-- What Prisma cannot say.

-- What is at an endpoint, oldest first, however many have ended there.
CREATE INDEX "attempt_in_flight" ON "attempt" ("endpoint_ref", "submitted_at") WHERE "state" IN ('IN_QUEUE', 'IN_PROGRESS');
