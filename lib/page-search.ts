// The part of a page's address behind the question mark, as Next hands it over. Pure.

export type PageSearch = Promise<{ [name: string]: string | string[] | undefined }>

/** Reads one parameter by name; what is not there, or stands there twice, is null. */
export async function searchReader(search: PageSearch): Promise<(name: string) => string | null> {
  const given = await search
  return (name) => {
    const value = given[name]
    return typeof value === 'string' ? value : null
  }
}
