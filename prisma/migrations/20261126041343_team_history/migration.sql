-- AlterTable
ALTER TABLE "prediction" ADD COLUMN     "ligands" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "note" TEXT;

-- CreateTable
CREATE TABLE "prediction_tag" (
    "prediction_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prediction_tag_pkey" PRIMARY KEY ("prediction_id","key")
);

-- CreateIndex
CREATE INDEX "prediction_tag_team_id_key_idx" ON "prediction_tag"("team_id", "key");

-- CreateIndex
CREATE INDEX "prediction_team_id_tokens_id_idx" ON "prediction"("team_id", "tokens", "id");

-- CreateIndex
CREATE INDEX "prediction_team_id_confidence_score_id_idx" ON "prediction"("team_id", "confidence_score", "id");

-- CreateIndex
CREATE INDEX "prediction_team_id_affinity_value_id_idx" ON "prediction"("team_id", "affinity_value", "id");

-- CreateIndex
CREATE INDEX "prediction_team_id_affinity_probability_id_idx" ON "prediction"("team_id", "affinity_probability", "id");

-- AddForeignKey
ALTER TABLE "prediction_tag" ADD CONSTRAINT "prediction_tag_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.

-- Orders of the list by name and by the course of states; the server's query repeats these expressions to the letter.
CREATE INDEX "prediction_team_name" ON "prediction" ("team_id", lower("name") COLLATE "C", "id");
CREATE INDEX "prediction_team_status" ON "prediction" ("team_id", array_position('{QUEUED,IN_QUEUE,IN_PROGRESS,COMPLETED,FAILED,CANCELLED,TIMED_OUT}'::text[], "status"), "id");

-- A tag is never empty, and its key is its name in small letters.
ALTER TABLE "prediction_tag" ADD CONSTRAINT "prediction_tag_key" CHECK ("name" <> '' AND "key" = lower("name"));

-- The ligands of what was submitted before.
UPDATE "prediction" SET "ligands" = COALESCE((
  SELECT string_agg(COALESCE(one.entity ->> 'ccd', one.entity ->> 'smiles'), E'\n' ORDER BY one.place)
    FROM jsonb_array_elements("complex" -> 'entities') WITH ORDINALITY AS one (entity, place)
   WHERE one.entity ->> 'type' = 'ligand'), '')
 WHERE "complex" @? '$.entities[*] ? (@.type == "ligand")';
