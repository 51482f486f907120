// A team's history of many predictions, written straight into the database: ten people, tags on a tenth, six states, scores where a run
// was completed, two years of submissions. Nothing of it was ever submitted, so only reading it can be measured.
import type { Database } from './stage'

const TEAM = 'team_local'

const PEOPLE = `
  INSERT INTO person (id, email, name) SELECT 'person_' || n, 'person_' || n || '@example.org', (ARRAY['Ada Lovelace', 'Rosalind Franklin', 'Dorothy Hodgkin', 'Max Perutz', 'John Kendrew',
    'Linus Pauling', 'Ada Yonath', 'Roderick MacKinnon', 'Jennifer Doudna', 'Frances Arnold'])[1 + n] FROM generate_series(0, 9) n;
  INSERT INTO membership (team_id, person_id, role) SELECT '${TEAM}', 'person_' || n, 'scientist' FROM generate_series(0, 9) n;`

/** $1: how many. One of a kind per number, the same in every run. */
const PREDICTIONS = `
  INSERT INTO prediction (id, team_id, owner_id, name, status, target, complex, yaml, options, fingerprint, composition, ligands, note, tokens, affinity_requested,
                          execution_timeout_ms, ttl_ms, simulated, failure_code, confidence_score, affinity_value, affinity_probability, created_at, updated_at, ended_at)
  SELECT 'pred_' || substr(md5(n::text), 1, 20), '${TEAM}', 'person_' || (hash % 10),
         (ARRAY['Kinase screen', 'Trypsin series', 'EGFR mutant', 'Spike fragment', 'Ubiquitin ligase'])[1 + hash / 7 % 5] || ' ' || n, status,
         CASE WHEN simulated THEN 'simulated' ELSE 'real' END, jsonb_build_object('entities', jsonb_build_array(jsonb_build_object('type', 'protein', 'chainIds', '["A"]'::jsonb, 'sequence', sequence))),
         E'version: 1\\nsequences:\\n  - protein:\\n      id: A\\n      sequence: ' || sequence || E'\\n', '{"use_msa_server": true, "diffusion_samples": 1, "seed": 1, "executionTimeoutMs": 3600000}', md5(n::text),
         'protein ' || (50 + hash % 900) || ' residues, ligand', (ARRAY['BEN', 'ATP', 'CC(=O)Oc1ccccc1C(=O)O', 'c1ccc2[nH]ccc2c1', 'CN1CCN(CC1)c1ccc(cc1)Nc1ncc2cc'])[1 + hash / 11 % 5],
         CASE WHEN hash % 20 = 0 THEN 'Looks odd at Ser' || (hash % 300) || ', repeat with more samples' END, 50 + hash % 900, true, 3600000, 86400000, simulated,
         CASE WHEN status = 'FAILED' THEN (ARRAY['BOLTZ_OOM', 'WORKER_LOST', 'MSA_SERVER'])[1 + hash % 3] END,
         CASE WHEN status = 'COMPLETED' THEN (hash % 1000) / 1000.0 END, CASE WHEN status = 'COMPLETED' THEN (hash % 500) / 100.0 - 3 END,
         CASE WHEN status = 'COMPLETED' THEN (hash / 3 % 1000) / 1000.0 END, at, at, CASE WHEN status IN ('QUEUED', 'IN_PROGRESS') THEN NULL ELSE at + interval '10 minutes' END
    FROM (SELECT n, hash, (ARRAY['COMPLETED', 'COMPLETED', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])[1 + hash / 13 % 6] AS status, hash % 4 = 0 AS simulated,
                 translate(repeat(md5(n::text), 12), '0123456789abcdef', 'ACDEFGHIKLMNPQRS') AS sequence,
                 '2025-01-01T00:00:00Z'::timestamptz + n * (interval '700 days' / $1::int) AS at
            FROM (SELECT n, ('x' || substr(md5(n::text), 1, 7))::bit(28)::int AS hash FROM generate_series(1, $1::int) n) numbered) drawn`

const TAGS = `
  INSERT INTO prediction_tag (prediction_id, team_id, key, name, by_id, created_at)
  SELECT id, team_id, lower(tag), tag, owner_id, created_at FROM prediction, LATERAL (SELECT (ARRAY['EGFR', 'to repeat', 'for the paper'])[1 + tokens % 3] AS tag) one WHERE tokens % 10 = 0`

/** The team is the one that the product makes at its first request. */
export async function plantHistory({ sql }: Pick<Database, 'sql'>, count: number): Promise<void> {
  await sql(`INSERT INTO team (id, name) VALUES ('${TEAM}', 'Local team') ON CONFLICT DO NOTHING`)
  await sql(PEOPLE)
  await sql(PREDICTIONS, [count])
  await sql(TAGS)
  await sql('VACUUM (ANALYZE) prediction, prediction_tag, person')
}
