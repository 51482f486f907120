-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "upload" TEXT,
ADD COLUMN     "upload_sought_since" TIMESTAMPTZ(3);
