// The demo of a start, with a key that tests know: whoever shows it is the demo's admin, who leads the demo's team.

export const DEMO_KEY = `atm_${'demo-key-of-the-tests'.padEnd(43, '0')}`

/** Settings under which a server, or the routes in this process, know the demo. */
export const DEMO = { ATOMERA_DEMO: 'true', ATOMERA_DEMO_API_KEY: DEMO_KEY }

export const DEMO_HEADERS = { authorization: `Bearer ${DEMO_KEY}` }
