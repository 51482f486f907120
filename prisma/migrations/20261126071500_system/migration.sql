-- CreateTable
CREATE TABLE "health_sample" (
    "endpoint_ref" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "healthy" INTEGER NOT NULL DEFAULT 0,
    "paused" INTEGER NOT NULL DEFAULT 0,
    "paused_code" TEXT,
    "in_queue" INTEGER,
    "in_progress" INTEGER,
    "workers" INTEGER,

    CONSTRAINT "health_sample_pkey" PRIMARY KEY ("endpoint_ref","from_at")
);

-- CreateTable
CREATE TABLE "reconciler_process" (
    "holder" BIGINT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "round_at" TIMESTAMPTZ(3),

    CONSTRAINT "reconciler_process_pkey" PRIMARY KEY ("holder")
);

-- CreateIndex
CREATE INDEX "health_sample_from_at_idx" ON "health_sample"("from_at");

-- CreateIndex
CREATE INDEX "result_created_at_idx" ON "result"("created_at" DESC);

-- AddForeignKey
ALTER TABLE "health_sample" ADD CONSTRAINT "health_sample_endpoint_ref_fkey" FOREIGN KEY ("endpoint_ref") REFERENCES "endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
