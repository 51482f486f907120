-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "upload_removed_at" TIMESTAMPTZ(3);

-- What Prisma cannot say.

-- As before, and: what has ended without its upload having been read may be collected once that is found.
CREATE OR REPLACE FUNCTION attempt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.prediction_id <> OLD.prediction_id OR NEW.number <> OLD.number OR NEW.generation <> OLD.generation THEN
    RAISE EXCEPTION 'attempt %: prediction, number and generation never change', OLD.id;
  END IF;
  IF OLD.calling_at IS NOT NULL AND NEW.endpoint_ref <> OLD.endpoint_ref THEN
    RAISE EXCEPTION 'attempt %: it was called at %, and its calls go there', OLD.id, OLD.endpoint_ref;
  END IF;
  IF OLD.job_id IS NOT NULL AND NEW.job_id IS DISTINCT FROM OLD.job_id THEN
    RAISE EXCEPTION 'attempt %: its job % is paid for and never becomes %', OLD.id, OLD.job_id, NEW.job_id;
  END IF;
  IF OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.outcome IS DISTINCT FROM OLD.outcome)
     AND NOT (OLD.job_id IS NULL AND NEW.job_id IS NOT NULL)
     AND NOT (OLD.outcome IS DISTINCT FROM 'COMPLETED' AND OLD.upload IS NOT DISTINCT FROM 'unread' AND NEW.upload IS NOT DISTINCT FROM 'taken') THEN
    RAISE EXCEPTION 'attempt %: it has ended as % and does not become % %', OLD.id, OLD.outcome, NEW.state, NEW.outcome;
  END IF;
  RETURN NEW;
END
$$;
