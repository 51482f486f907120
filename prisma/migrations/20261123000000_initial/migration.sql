-- CreateTable
CREATE TABLE "team" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "watched_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "team_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("team_id","person_id")
);

-- CreateTable
CREATE TABLE "endpoint" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "sealed_key" TEXT,
    "key_set_at" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(3),
    "paused_code" TEXT,
    "paused_words" TEXT,
    "pause_step" INTEGER NOT NULL DEFAULT 0,
    "gate" TEXT NOT NULL DEFAULT 'open',
    "health" JSONB,
    "health_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployment" (
    "id" TEXT NOT NULL DEFAULT 'current',
    "endpoint_id" TEXT,
    "trouble" TEXT,
    "environment_digest" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deployment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prediction" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "generation_by_id" TEXT,
    "target" TEXT NOT NULL,
    "complex" JSONB NOT NULL,
    "yaml" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "composition" TEXT NOT NULL,
    "tokens" INTEGER NOT NULL,
    "affinity_requested" BOOLEAN NOT NULL,
    "estimate_seconds" DOUBLE PRECISION,
    "execution_timeout_ms" INTEGER NOT NULL,
    "ttl_ms" INTEGER NOT NULL,
    "idempotency_key" TEXT,
    "idempotency_digest" TEXT,
    "current_attempt_id" TEXT,
    "cancel_wished_at" TIMESTAMPTZ(3),
    "cancel_wished_by_id" TEXT,
    "failure_code" TEXT,
    "failure_reported" TEXT,
    "remark" TEXT,
    "complete" BOOLEAN,
    "simulated" BOOLEAN NOT NULL,
    "confidence_score" DOUBLE PRECISION,
    "affinity_value" DOUBLE PRECISION,
    "affinity_probability" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),
    "lease_holder" BIGINT,
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "prediction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" TEXT NOT NULL,
    "prediction_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL,
    "endpoint_ref" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 1,
    "webhook_token_hash" TEXT NOT NULL,
    "execution_timeout_ms" INTEGER NOT NULL,
    "ttl_ms" INTEGER NOT NULL,
    "calling_at" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "job_id" TEXT,
    "last_status" TEXT,
    "last_answer_at" TIMESTAMPTZ(3),
    "first_running_at" TIMESTAMPTZ(3),
    "run_anchor_at" TIMESTAMPTZ(3),
    "completed_seen_at" TIMESTAMPTZ(3),
    "raw_answer" BYTEA,
    "raw_stored_at" TIMESTAMPTZ(3),
    "collect_tries" INTEGER NOT NULL DEFAULT 0,
    "not_found_since" TIMESTAMPTZ(3),
    "not_found_count" INTEGER NOT NULL DEFAULT 0,
    "unanswered_count" INTEGER NOT NULL DEFAULT 0,
    "cancel_reason" TEXT,
    "cancel_called_at" TIMESTAMPTZ(3),
    "cancel_answered_at" TIMESTAMPTZ(3),
    "progress" JSONB,
    "progress_at" TIMESTAMPTZ(3),
    "delay_time_ms" DOUBLE PRECISION,
    "execution_time_ms" DOUBLE PRECISION,
    "worker_id" TEXT,
    "retries" INTEGER,
    "failure_code" TEXT,
    "failure_reported" TEXT,
    "outcome" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "result" (
    "attempt_id" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "result_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "result_file" (
    "attempt_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "result_file_pkey" PRIMARY KEY ("attempt_id","name")
);

-- CreateTable
CREATE TABLE "artifact" (
    "sha256" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "gzip" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("sha256")
);

-- CreateTable
CREATE TABLE "event" (
    "seq" BIGSERIAL NOT NULL,
    "xid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "prediction_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "attempt" INTEGER,
    "kind" TEXT NOT NULL,
    "from_status" TEXT,
    "to_status" TEXT,
    "stage" TEXT,
    "message" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_line" (
    "id" BIGSERIAL NOT NULL,
    "team_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "clock_shift" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "shift_ms" BIGINT NOT NULL,

    CONSTRAINT "clock_shift_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "prediction_team_id_created_at_id_idx" ON "prediction"("team_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "prediction_next_check_at_idx" ON "prediction"("next_check_at");

-- CreateIndex
CREATE UNIQUE INDEX "prediction_team_id_idempotency_key_key" ON "prediction"("team_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "attempt_endpoint_ref_state_idx" ON "attempt"("endpoint_ref", "state");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_prediction_id_number_key" ON "attempt"("prediction_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_endpoint_ref_job_id_key" ON "attempt"("endpoint_ref", "job_id");

-- CreateIndex
CREATE INDEX "result_file_sha256_idx" ON "result_file"("sha256");

-- CreateIndex
CREATE INDEX "event_team_id_xid_seq_idx" ON "event"("team_id", "xid", "seq");

-- CreateIndex
CREATE INDEX "event_prediction_id_seq_idx" ON "event"("prediction_id", "seq");

-- CreateIndex
CREATE INDEX "audit_line_team_id_id_idx" ON "audit_line"("team_id", "id");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_endpoint_ref_fkey" FOREIGN KEY ("endpoint_ref") REFERENCES "endpoint"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "result" ADD CONSTRAINT "result_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "attempt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "result_file" ADD CONSTRAINT "result_file_attempt_id_fkey" FOREIGN KEY ("attempt_id") REFERENCES "attempt"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "result_file" ADD CONSTRAINT "result_file_sha256_fkey" FOREIGN KEY ("sha256") REFERENCES "artifact"("sha256") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say.

-- Only one row, and none means no shift.
ALTER TABLE "clock_shift" ADD CONSTRAINT "clock_shift_single" CHECK ("id" = 1);

-- The one clock of the database: tests shift it through clock_shift.
CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT date_trunc('milliseconds', clock_timestamp()) + COALESCE((SELECT shift_ms FROM clock_shift), 0) * interval '1 millisecond'
$$;

ALTER TABLE "prediction"
  ADD CONSTRAINT "prediction_status_known" CHECK ("status" IN ('QUEUED', 'IN_QUEUE', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')),
  ADD CONSTRAINT "prediction_target_known" CHECK ("target" IN ('real', 'simulated'));

ALTER TABLE "attempt"
  ADD CONSTRAINT "attempt_state_known" CHECK ("state" IN ('PREPARED', 'SUBMITTING', 'SUBMIT_UNKNOWN', 'REFUSED', 'IN_QUEUE', 'IN_PROGRESS', 'COLLECTING', 'ENDED')),
  ADD CONSTRAINT "attempt_ended_has_moment" CHECK (("state" = 'ENDED') = ("ended_at" IS NOT NULL));

CREATE INDEX "prediction_leased" ON "prediction" ("lease_until") WHERE "lease_holder" IS NOT NULL;
CREATE INDEX "prediction_waiting" ON "prediction" ("owner_id", "created_at") WHERE "status" = 'QUEUED';

-- A status moves only along the table. It leaves a terminal one only with the next generation and a named person,
-- and a prediction never crosses between real and simulated.
CREATE FUNCTION prediction_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.target <> OLD.target THEN
    RAISE EXCEPTION 'prediction %: the target never changes (% to %)', OLD.id, OLD.target, NEW.target;
  END IF;
  IF NEW.version < OLD.version OR NEW.generation < OLD.generation OR NEW.fence < OLD.fence THEN
    RAISE EXCEPTION 'prediction %: version, generation and fence never fall', OLD.id;
  END IF;
  IF NEW.status = OLD.status THEN
    RETURN NEW;
  END IF;
  IF OLD.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT') THEN
    IF OLD.status = 'COMPLETED' OR NEW.status NOT IN ('QUEUED', 'COMPLETED')
       OR NEW.generation <> OLD.generation + 1 OR NEW.generation_by_id IS NULL THEN
      RAISE EXCEPTION 'prediction %: % is terminal and does not become %', OLD.id, OLD.status, NEW.status;
    END IF;
  ELSIF NEW.status = 'QUEUED' OR (OLD.status = 'IN_PROGRESS' AND NEW.status NOT IN ('IN_QUEUE', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')) THEN
    RAISE EXCEPTION 'prediction %: % does not become %', OLD.id, OLD.status, NEW.status;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER "prediction_guard" BEFORE UPDATE ON "prediction" FOR EACH ROW EXECUTE FUNCTION prediction_guard();
