-- AlterTable
ALTER TABLE "health_sample" ADD COLUMN     "crashing" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "throttled" INTEGER NOT NULL DEFAULT 0;
