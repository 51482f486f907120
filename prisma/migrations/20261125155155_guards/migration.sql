-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "sent_input_sha256" TEXT,
ADD COLUMN     "sent_yaml_sha256" TEXT;

-- What Prisma cannot say.

-- An attempt that was called keeps its endpoint and its job; what has ended stays ended, unless it was never known to run and now shows a job.
CREATE FUNCTION attempt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF OLD.ended_at IS NOT NULL AND (NEW.ended_at IS NULL OR NEW.outcome IS DISTINCT FROM OLD.outcome) AND NOT (OLD.job_id IS NULL AND NEW.job_id IS NOT NULL) THEN
    RAISE EXCEPTION 'attempt %: it has ended as % and does not become % %', OLD.id, OLD.outcome, NEW.state, NEW.outcome;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "attempt_guard" BEFORE UPDATE ON "attempt" FOR EACH ROW EXECUTE FUNCTION attempt_guard();

-- A status never changes in silence: the same transaction writes exactly one event of it.
CREATE FUNCTION prediction_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told integer;
BEGIN
  SELECT count(*) INTO told FROM event
   WHERE prediction_id = NEW.id AND xid = (pg_current_xact_id()::text)::bigint AND from_status = OLD.status AND to_status = NEW.status;
  IF told <> 1 THEN
    RAISE EXCEPTION 'prediction %: % events say that % became %', NEW.id, told, OLD.status, NEW.status;
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER "prediction_told" AFTER UPDATE OF "status" ON "prediction" DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION prediction_told();
