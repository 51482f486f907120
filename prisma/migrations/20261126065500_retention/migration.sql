-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "files_removed_after_days" INTEGER,
ADD COLUMN     "files_removed_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "settings" ADD COLUMN     "retention_days" INTEGER,
ADD COLUMN     "retention_keeps_tagged" BOOLEAN;

-- CreateTable
CREATE TABLE "retention_run" (
    "id" TEXT NOT NULL DEFAULT 'current',
    "began_at" TIMESTAMPTZ(3),
    "predictions" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "retention_run_pkey" PRIMARY KEY ("id")
);

-- What Prisma cannot say.

-- There is one row, always: whoever begins a run writes it.
ALTER TABLE "retention_run" ADD CONSTRAINT "retention_run_one_row" CHECK (id = 'current');
INSERT INTO "retention_run" (id) VALUES ('current');
