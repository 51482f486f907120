-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "webhook_at" TIMESTAMPTZ(3),
ADD COLUMN     "webhook_job_id" TEXT;

-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "self_url" TEXT;
