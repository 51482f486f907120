-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "fallback_reason" TEXT;

-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "unavailable_since" TIMESTAMPTZ(3);
