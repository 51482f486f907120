// Whether a browser is told to stay with https. Pure.

/** Once seen over https, this name is never asked for over http again: for a year, and for no other name of the house. null: it has no https. */
export const strictTransport = (publicUrl: string | null): string | null => (publicUrl?.startsWith('https:') ? 'max-age=31536000' : null)
