// What the API and the page of the settings both say of a conformance check. Pure, and light enough for the browser.

/** To an admin who only reads in the team whose work is shown. */
export const WHO_MAY_CHECK = 'The check submits two predictions into the team whose work is shown, and you only read there. Choose a team you belong to as scientist or lead, or let somebody of it run the check.'
