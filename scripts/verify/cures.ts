// What to do about each breach that `npm run verify` may find, by its rule. Pure; a rule without words of its own is refused by a test.

const KEEP = 'Keep the database as it is and report this as a fault of Atomera, with the log around that moment'
const RESTORE = 'Rows were changed or lost outside Atomera: restore the database from a backup'
const RUN_ONCE_MORE = 'Restore the database from a backup; without one, clone the prediction and run it once more.'
const LOOK_FOR_THE_LOOP = 'See that the server or `npm run reconciler` runs and that /api/health is fine; it then ends by itself within minutes. If it does not'

/** The rule under which stored results are read again; every other one stands in prisma/invariants.sql. */
export const STORED_RESULT_RULE = 'a stored result is what its files say'

export const CURES: Readonly<Record<string, string>> = {
  'accepted is there': `${RESTORE}; submit again what is missing.`,
  'accepted is written down': `${RESTORE}.`,
  'one job per attempt': `${KEEP}. Look into the endpoint's console whether the job was billed twice, and cancel the one that nobody follows.`,
  'one attempt per job': `${KEEP}. Only one of the attempts can own this job's result.`,
  'another attempt needs a reason': `${KEEP}. Look into the endpoint's console whether both jobs ran.`,
  'a generation has a person': `${RESTORE}.`,
  'no attempt of a later generation': `${RESTORE}.`,
  'states follow each other': `${RESTORE}; otherwise: ${KEEP.toLowerCase()}.`,
  'states move along the table': `${RESTORE}; otherwise: ${KEEP.toLowerCase()}.`,
  'the last event is the state': `${RESTORE}; otherwise: ${KEEP.toLowerCase()}.`,
  'events in one order': 'After a restore into a new cluster, start the server once: it settles the order of earlier events. Otherwise pages that were open may have missed an event; reload them.',
  'an end has its moment': `${RESTORE}.`,
  'what runs has a live attempt': `${KEEP}. Cancel the prediction on its page and run it again.`,
  'a submitted job has an id': `${KEEP}. Find the job in the endpoint's console by its input's job_id, and cancel it there if it still runs.`,
  'COMPLETED has a result': RUN_ONCE_MORE,
  'COMPLETED has a pose': RUN_ONCE_MORE,
  'listed bytes exist': RUN_ONCE_MORE,
  'removed files are gone': `Nothing is lost: what is left can be looked at in the tables. ${KEEP}.`,
  'scores are finite and in range': 'Do not use the numbers of this prediction. Its files are right where no other line names them: the stored scores can be compared with them on its page.',
  'only COMPLETED shows scores': `${RESTORE}.`,
  'real work is never simulated': 'Do not use this result: it is simulated. Clone the prediction and run it on RunPod.',
  'simulated work says so': 'Do not use this result: it is simulated and does not say so. Restore the database from a backup.',
  "an attempt runs at its prediction's target": `${KEEP}. Do not use the result of this attempt.`,
  'bytes belong to a file': 'Nothing is lost: these bytes belong to no result and only take space. They may be deleted from the table artifact.',
  'a lease has a holder and an end': `${LOOK_FOR_THE_LOOP}, set lease_holder and lease_until to NULL and next_check_at to now() in its row.`,
  'what lives is due': 'Set next_check_at to now() in its row, and report this as a fault of Atomera; it then goes on by itself.',
  'an attempt ends in time': `${LOOK_FOR_THE_LOOP}, look at the job in the endpoint's console and cancel it there.`,
  'a wish to cancel ends': `${LOOK_FOR_THE_LOOP}, cancel the job in the endpoint's console.`,
  'nothing waits for ever': `${LOOK_FOR_THE_LOOP}, read the notice on its page: it says what is waited for.`,
  'sent is stored': 'The worker was sent another input than the page shows. Do not use the result; restore the database from a backup, or run it once more.',
  'keys are sealed': 'Revoke that key in RunPod\'s console, put a new one into .env and start again: it is sealed then.',
  'tokens are hashed': `${RESTORE}. The token is worth nothing once the run has ended.`,
  [STORED_RESULT_RULE]: RUN_ONCE_MORE,
}

export const cureOf = (rule: string): string => CURES[rule] ?? `${KEEP}.`
