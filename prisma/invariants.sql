-- What must hold in every database of Atomera at every moment. One statement: a row is a breach; none means that all is well.
-- It reads and never writes; on a running system it sees one snapshot. Times are judged by app_now().
WITH
present AS (SELECT app_now() AS now),

status_event AS (
  SELECT e.prediction_id, e.seq, e.xid, e.kind, e.from_status, e.to_status, e.created_at,
         lag(e.to_status) OVER chain AS before, lag(e.seq) OVER chain AS seq_before, lag(e.xid) OVER chain AS xid_before,
         lead(e.seq) OVER chain IS NULL AS is_last
    FROM event e WHERE e.to_status IS NOT NULL
  WINDOW chain AS (PARTITION BY e.prediction_id ORDER BY e.seq)
),

-- The machine's moves, and a named person's from an end (or from an unknown submit, which is QUEUED).
move (from_status, to_status, by_person) AS (
  VALUES ('QUEUED', 'IN_QUEUE', false), ('QUEUED', 'IN_PROGRESS', false),
         ('QUEUED', 'COMPLETED', false), ('QUEUED', 'FAILED', false), ('QUEUED', 'CANCELLED', false), ('QUEUED', 'TIMED_OUT', false),
         ('IN_QUEUE', 'IN_PROGRESS', false),
         ('IN_QUEUE', 'COMPLETED', false), ('IN_QUEUE', 'FAILED', false), ('IN_QUEUE', 'CANCELLED', false), ('IN_QUEUE', 'TIMED_OUT', false),
         ('IN_PROGRESS', 'IN_QUEUE', false),
         ('IN_PROGRESS', 'COMPLETED', false), ('IN_PROGRESS', 'FAILED', false), ('IN_PROGRESS', 'CANCELLED', false), ('IN_PROGRESS', 'TIMED_OUT', false),
         ('QUEUED', 'QUEUED', true), ('FAILED', 'QUEUED', true), ('CANCELLED', 'QUEUED', true), ('TIMED_OUT', 'QUEUED', true),
         ('FAILED', 'COMPLETED', true), ('CANCELLED', 'COMPLETED', true), ('TIMED_OUT', 'COMPLETED', true), ('COMPLETED', 'COMPLETED', true)
),

breach (rule, subject, detail) AS (
  -- Every 202 has its row.
  SELECT 'accepted is there', a.subject, 'submitted by ' || a.actor_id || ' and gone'
    FROM audit_line a LEFT JOIN prediction p ON p.id = a.subject WHERE a.verb = 'submitted' AND p.id IS NULL
  UNION ALL
  SELECT 'accepted is written down', p.id, 'no audit line says who submitted it'
    FROM prediction p WHERE NOT EXISTS (SELECT 1 FROM audit_line a WHERE a.subject = p.id AND a.verb = 'submitted')

  -- At most one accepted /run per attempt.
  UNION ALL
  SELECT 'one job per attempt', e.prediction_id, count(*) || ' times taken by an endpoint: attempt ' || e.attempt
    FROM event e WHERE e.kind = 'submitted' GROUP BY e.prediction_id, e.attempt HAVING count(*) > 1
  UNION ALL
  SELECT 'one attempt per job', min(a.id), count(*) || ' attempts have job ' || a.job_id
    FROM attempt a WHERE a.job_id IS NOT NULL GROUP BY a.endpoint_ref, a.job_id HAVING count(*) > 1

  -- More than one attempt only after proof that the earlier never ran, or by a named person's wish.
  UNION ALL
  SELECT 'another attempt needs a reason', earlier.id, 'attempt ' || later.number || ' came although this one is ' || earlier.state || ' ' || COALESCE(earlier.outcome, '')
    FROM attempt earlier JOIN attempt later ON later.prediction_id = earlier.prediction_id AND later.number > earlier.number AND later.generation = earlier.generation
   WHERE earlier.outcome IS DISTINCT FROM 'VOID'
  UNION ALL
  SELECT 'a generation has a person', p.id, 'generation ' || p.generation || ' with ' || count(a.id) || ' audit lines'
    FROM prediction p LEFT JOIN audit_line a ON a.subject = p.id AND a.verb IN ('ran again', 'ran again accepting double billing', 'used attempt')
   GROUP BY p.id HAVING p.generation <> 1 + count(a.id) OR (p.generation > 1 AND p.generation_by_id IS NULL)
  UNION ALL
  SELECT 'no attempt of a later generation', a.id, 'generation ' || a.generation || ' of ' || p.generation
    FROM attempt a JOIN prediction p ON p.id = a.prediction_id WHERE a.generation > p.generation

  -- A state moves along the table, one event each, and never out of an end by itself.
  UNION ALL
  SELECT 'states follow each other', e.prediction_id, COALESCE(e.before, 'nothing') || ', then ' || COALESCE(e.from_status, 'nothing') || ' to ' || e.to_status
    FROM status_event e WHERE e.before IS DISTINCT FROM e.from_status OR (e.before IS NULL AND e.to_status <> 'QUEUED')
  UNION ALL
  SELECT 'states move along the table', e.prediction_id, e.from_status || ' to ' || e.to_status || ' (' || e.kind || ')'
    FROM status_event e
   WHERE e.from_status IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM move m WHERE m.from_status = e.from_status AND m.to_status = e.to_status AND m.by_person = (e.kind IN ('runAgain', 'usedAttempt')))
  UNION ALL
  SELECT 'the last event is the state', p.id, p.status || ', but told as ' || COALESCE(e.to_status, 'nothing')
    FROM prediction p LEFT JOIN status_event e ON e.prediction_id = p.id AND e.is_last WHERE e.to_status IS DISTINCT FROM p.status
  UNION ALL
  SELECT 'events in one order', e.prediction_id, 'event ' || e.seq || ' of transaction ' || e.xid || ' after ' || e.seq_before || ' of ' || e.xid_before
    FROM status_event e WHERE e.xid < e.xid_before

  -- Ends and lives agree between a prediction and its current attempt.
  UNION ALL
  SELECT 'an end has its moment', p.id, p.status || ' with ended_at ' || COALESCE(p.ended_at::text, 'none')
    FROM prediction p WHERE (p.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')) <> (p.ended_at IS NOT NULL)
  UNION ALL
  SELECT 'what runs has a live attempt', p.id, p.status || ' with attempt ' || COALESCE(a.state, 'none')
    FROM prediction p LEFT JOIN attempt a ON a.id = p.current_attempt_id
   WHERE p.status IN ('IN_QUEUE', 'IN_PROGRESS') AND (a.id IS NULL OR a.ended_at IS NOT NULL OR a.job_id IS NULL)
  UNION ALL
  SELECT 'a submitted job has an id', a.id, a.state
    FROM attempt a
   WHERE (a.submitted_at IS NOT NULL OR a.last_answer_at IS NOT NULL OR (a.outcome = 'COMPLETED' AND a.upload IS NULL)) AND a.job_id IS NULL

  -- COMPLETED has its result: files with bytes of the listed size, at least one pose, scores in range. Nothing else shows scores.
  -- Where the rule of retention has removed the files, the result has its scores alone.
  UNION ALL
  SELECT 'COMPLETED has a result', p.id, 'its attempt is ' || COALESCE(a.state || ' ' || COALESCE(a.outcome, ''), 'none')
    FROM prediction p LEFT JOIN attempt a ON a.id = p.current_attempt_id LEFT JOIN result r ON r.attempt_id = a.id
   WHERE p.status = 'COMPLETED' AND p.deleted_at IS NULL AND (a.outcome IS DISTINCT FROM 'COMPLETED' OR r.attempt_id IS NULL)
  UNION ALL
  SELECT 'COMPLETED has a pose', p.id, 'no .cif file is listed'
    FROM prediction p
   WHERE p.status = 'COMPLETED' AND p.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM result_file f WHERE f.attempt_id = p.current_attempt_id AND f.name LIKE '%.cif')
     AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.id = p.current_attempt_id AND a.files_removed_at IS NOT NULL)
  UNION ALL
  SELECT 'removed files are gone', a.id, 'removed on ' || a.files_removed_at || ', and ' || count(f.name) || ' are listed' || CASE WHEN a.raw_answer IS NULL THEN '' ELSE ' beside the raw answer' END
    FROM attempt a LEFT JOIN result_file f ON f.attempt_id = a.id
   WHERE a.files_removed_at IS NOT NULL AND (f.name IS NOT NULL OR a.raw_answer IS NOT NULL) GROUP BY a.id
  UNION ALL
  SELECT 'listed bytes exist', f.attempt_id, f.name || ': ' || COALESCE(t.size || ' of ' || f.bytes || ' bytes', 'no bytes')
    FROM result_file f LEFT JOIN artifact t ON t.sha256 = f.sha256 WHERE t.sha256 IS NULL OR t.size <> f.bytes
  UNION ALL
  SELECT 'scores are finite and in range', p.id, concat_ws(', ', p.confidence_score, p.affinity_value, p.affinity_probability)
    FROM prediction p
   WHERE p.confidence_score NOT BETWEEN 0 AND 1 OR p.affinity_probability NOT BETWEEN 0 AND 1
      OR p.affinity_value IN ('NaN'::float8, 'Infinity'::float8, '-Infinity'::float8)
  UNION ALL
  SELECT 'only COMPLETED shows scores', p.id, p.status
    FROM prediction p
   WHERE p.status <> 'COMPLETED' AND (p.confidence_score IS NOT NULL OR p.affinity_value IS NOT NULL OR p.affinity_probability IS NOT NULL OR p.complete IS NOT NULL)
  UNION ALL
  SELECT 'real work is never simulated', p.id, p.target FROM prediction p WHERE p.target = 'real' AND p.simulated
  UNION ALL
  SELECT 'simulated work says so', p.id, p.target FROM prediction p WHERE p.target = 'simulated' AND NOT p.simulated
  UNION ALL
  SELECT 'an attempt runs at its prediction''s target', a.id, p.target || ' at ' || n.id
    FROM attempt a JOIN prediction p ON p.id = a.prediction_id JOIN endpoint n ON n.id = a.endpoint_ref WHERE n.target <> p.target

  -- No orphaned bytes beyond the grace time of an hour.
  UNION ALL
  SELECT 'bytes belong to a file', t.sha256, t.size || ' bytes'
    FROM artifact t, present WHERE t.created_at < present.now - interval '1 hour' AND NOT EXISTS (SELECT 1 FROM result_file f WHERE f.sha256 = t.sha256)

  -- Whatever has not ended has an owner: it is due, or somebody has it.
  UNION ALL
  SELECT 'a lease has a holder and an end', p.id, COALESCE(p.lease_holder::text, 'nobody') || ' until ' || COALESCE(p.lease_until::text, 'never')
    FROM prediction p WHERE (p.lease_holder IS NULL) <> (p.lease_until IS NULL)
  UNION ALL
  SELECT 'what lives is due', p.id, p.status || ' is neither due nor leased'
    FROM prediction p
   WHERE p.next_check_at IS NULL AND p.lease_holder IS NULL
     AND (p.status IN ('QUEUED', 'IN_QUEUE', 'IN_PROGRESS') OR EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = p.id AND a.ended_at IS NULL))

  -- Everything ends: an attempt within ttl, the 30 minutes after it, the 35 of a collect, 10 for an object storage that does not answer, and a margin of 10, or after an upload that was found later; a wish likewise; a wait after 14 days.
  UNION ALL
  SELECT 'an attempt ends in time', a.id, a.state || ' since ' || a.calling_at
    FROM attempt a, present WHERE a.ended_at IS NULL
     AND GREATEST(a.calling_at + a.ttl_ms * interval '1 millisecond', CASE WHEN a.upload = 'taken' THEN a.raw_stored_at END) + interval '85 minutes' < present.now
  UNION ALL
  SELECT 'a wish to cancel ends', p.id, p.status || ' since ' || p.cancel_wished_at
    FROM prediction p, present
   WHERE p.status IN ('QUEUED', 'IN_QUEUE', 'IN_PROGRESS') AND p.cancel_wished_at + p.ttl_ms * interval '1 millisecond' + interval '85 minutes' < present.now
  UNION ALL
  SELECT 'nothing waits for ever', p.id, p.status || ' since ' || e.created_at
    FROM prediction p JOIN status_event e ON e.prediction_id = p.id AND e.is_last, present
   WHERE p.status = 'QUEUED' AND e.created_at < present.now - interval '14 days 1 hour'
     AND NOT EXISTS (SELECT 1 FROM attempt a WHERE a.prediction_id = p.id AND a.ended_at IS NULL AND a.calling_at IS NOT NULL)

  -- What was sent is what is stored, byte for byte.
  UNION ALL
  SELECT 'sent is stored', a.id, 'the YAML that was sent has another sha256 than the stored one'
    FROM attempt a JOIN prediction p ON p.id = a.prediction_id
   WHERE a.sent_yaml_sha256 IS NOT NULL AND a.sent_yaml_sha256 <> encode(sha256(convert_to(p.yaml, 'UTF8')), 'hex')

  -- Secrets are sealed or hashed.
  UNION ALL
  SELECT 'keys are sealed', n.id, 'the stored key is not in the sealed form' FROM endpoint n WHERE n.sealed_key IS NOT NULL AND n.sealed_key NOT LIKE 'v1.%.%.%'
  UNION ALL
  SELECT 'tokens are hashed', a.id, 'the webhook token is not stored as a sha256' FROM attempt a WHERE a.webhook_token_hash !~ '^[0-9a-f]{64}$'
)
SELECT rule, subject, detail FROM breach ORDER BY rule, subject;
