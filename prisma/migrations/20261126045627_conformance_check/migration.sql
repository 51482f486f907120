-- CreateTable
CREATE TABLE "conformance_check" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "run_by_id" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "items" JSONB,

    CONSTRAINT "conformance_check_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "conformance_check_team_id_created_at_idx" ON "conformance_check"("team_id", "created_at" DESC);

-- AddForeignKey
ALTER TABLE "conformance_check" ADD CONSTRAINT "conformance_check_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conformance_check" ADD CONSTRAINT "conformance_check_run_by_id_fkey" FOREIGN KEY ("run_by_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say.

-- One check at a time: what it costs is what was agreed to once.
CREATE UNIQUE INDEX "conformance_check_open" ON "conformance_check"("team_id") WHERE ended_at IS NULL;
