-- DropIndex
DROP INDEX "audit_line_team_id_id_idx";

-- AlterTable
ALTER TABLE "audit_line" ADD COLUMN     "actor_name" TEXT,
ADD COLUMN     "address" TEXT,
ADD COLUMN     "api_key_id" TEXT,
ADD COLUMN     "api_key_name" TEXT,
ADD COLUMN     "subject_name" TEXT,
ADD COLUMN     "via" TEXT;

-- Lines from before get the names that are known now, and the one form of what was changed.
UPDATE "audit_line" a SET
  "actor_name" = COALESCE((SELECT p.name FROM "person" p WHERE p.id = a.actor_id), a.actor_id),
  "subject_name" = (SELECT p.name FROM "prediction" p WHERE p.id = a.subject),
  "detail" = CASE
    WHEN a.detail IS NULL OR a.verb = 'changed settings' THEN a.detail
    WHEN a.verb = 'renamed' THEN jsonb_build_object('changes', jsonb_build_object('name', a.detail))
    WHEN a.verb = 'changed note' THEN jsonb_build_object('changes', jsonb_build_object('note', a.detail))
    ELSE jsonb_build_object('facts', a.detail)
  END;
ALTER TABLE "audit_line" ALTER COLUMN "actor_name" SET NOT NULL;

-- CreateIndex
CREATE INDEX "audit_line_created_at_id_idx" ON "audit_line"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_line_actor_id_created_at_id_idx" ON "audit_line"("actor_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_line_subject_created_at_id_idx" ON "audit_line"("subject", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_line_team_id_created_at_id_idx" ON "audit_line"("team_id", "created_at" DESC, "id" DESC);

-- What Prisma cannot say.

ALTER TABLE "audit_line" ADD CONSTRAINT "audit_line_via" CHECK (via IN ('browser', 'program', 'apiKey'));

-- What people did is only ever added to. No other table may take a line along when it goes: that is why none is referenced.
CREATE FUNCTION audit_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_line: what people did is only ever added to, and % is refused', TG_OP;
END
$$;
CREATE TRIGGER "audit_line_stays" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_line" FOR EACH STATEMENT EXECUTE FUNCTION audit_line_stays();
