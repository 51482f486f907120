-- What Prisma cannot say.

-- Few of a team's predictions have failed; the list is narrowed to one code, and counted by code.
CREATE INDEX "prediction_team_failure" ON "prediction" ("team_id", "failure_code", "created_at" DESC, "id" DESC) WHERE "failure_code" IS NOT NULL;
