-- AlterTable
ALTER TABLE "endpoint" ADD COLUMN     "read_not_before" TIMESTAMPTZ(3);
