-- Words of the history's search, by trigrams. It is a trusted extension: whoever may create in the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "prediction_text" (
    "prediction_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "ligands" TEXT NOT NULL,

    CONSTRAINT "prediction_text_pkey" PRIMARY KEY ("prediction_id")
);

-- CreateIndex
CREATE INDEX "prediction_text_words_ligands_idx" ON "prediction_text" USING GIN ("words" gin_trgm_ops, "ligands" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "prediction_tag_name_idx" ON "prediction_tag" USING GIN ("name" gin_trgm_ops);

-- AddForeignKey
ALTER TABLE "prediction_text" ADD CONSTRAINT "prediction_text_prediction_id_fkey" FOREIGN KEY ("prediction_id") REFERENCES "prediction"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say.

-- A table of its own, because every look at a job writes the prediction's row, and an index of trigrams on that would double what a look costs.
CREATE FUNCTION prediction_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "prediction_text" ("prediction_id", "team_id", "words", "ligands")
  VALUES (NEW."id", NEW."team_id", concat_ws(E'\n', NEW."name", NEW."composition", NEW."note"), NEW."ligands")
  ON CONFLICT ("prediction_id") DO UPDATE SET "team_id" = EXCLUDED."team_id", "words" = EXCLUDED."words", "ligands" = EXCLUDED."ligands";
  RETURN NULL;
END $$;

CREATE TRIGGER "prediction_text" AFTER INSERT OR UPDATE OF "team_id", "name", "composition", "note", "ligands" ON "prediction" FOR EACH ROW EXECUTE FUNCTION prediction_text();

INSERT INTO "prediction_text" ("prediction_id", "team_id", "words", "ligands")
SELECT "id", "team_id", concat_ws(E'\n', "name", "composition", "note"), "ligands" FROM "prediction";
