-- DropIndex
DROP INDEX "prediction_team_id_idempotency_key_key";

-- CreateIndex
CREATE UNIQUE INDEX "prediction_team_id_owner_id_idempotency_key_key" ON "prediction"("team_id", "owner_id", "idempotency_key");
