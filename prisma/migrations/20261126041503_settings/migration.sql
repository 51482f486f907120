-- AlterTable
ALTER TABLE "deployment" ADD COLUMN     "settings_version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "settings" (
    "id" TEXT NOT NULL DEFAULT 'current',
    "version" INTEGER NOT NULL DEFAULT 1,
    "changed_at" TIMESTAMPTZ(3),
    "changed_by_id" TEXT,
    "sealed_api_key" TEXT,
    "api_key_tail" TEXT,
    "api_key_set_at" TIMESTAMPTZ(3),
    "api_key_set_by_id" TEXT,
    "endpoint_id" TEXT,
    "use_runpod" BOOLEAN,
    "poll_interval_ms" INTEGER,
    "timeout_ms" INTEGER,
    "queue_allowance_ms" INTEGER,
    "max_in_flight" INTEGER,
    "fallback" TEXT,
    "price_per_gpu_second" DOUBLE PRECISION,
    "max_tokens" INTEGER,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_changed_by_id_fkey" FOREIGN KEY ("changed_by_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "settings" ADD CONSTRAINT "settings_api_key_set_by_id_fkey" FOREIGN KEY ("api_key_set_by_id") REFERENCES "person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma cannot say.

-- There is one row, always: whoever changes it locks it.
ALTER TABLE "settings" ADD CONSTRAINT "settings_one_row" CHECK (id = 'current');
INSERT INTO "settings" (id) VALUES ('current');
