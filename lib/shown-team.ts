// How a page of ours names the team it shows. Pure, and light enough for the browser.

/** Sent by pages alone: a program's key is for one team, whatever it sends. */
export const TEAM_HEADER = 'Atomera-Team'
