// How much of an answer is read at most. Larger answers are refused with the number, so that nobody's file can take the process along.

const MIB = 1024 * 1024

export const CAPS = {
  /** The whole JSON body of /status. */
  answerBytes: 64 * MIB,
  /** One file after base64 and gzip. */
  fileBytes: 48 * MIB,
  /** All files of an answer together: what 64 MB of base64 can hold, with something for what came packed. */
  totalBytes: 64 * MIB,
  /** An array unpacked from npz: a PAE of 4000 tokens is 64 MB as float32. */
  arrayBytes: 64 * MIB,
  /** 25 samples have at most 25 poses and 75 further files. */
  files: 256,
  /** Members of one object, names of files among them, before it is no longer walked through. */
  jsonMembers: 20_000,
  keyBytes: 16 * 1024,
  /** A JSON text that becomes a value: scores, notes on samples. Arrays over tokens come as npz. */
  jsonBytes: 4 * MIB,
  /** Boltz's deepest JSON has 3 levels, ours 5. */
  jsonDepth: 24,
  /** Pairs of 200 chains are 40,000 numbers. */
  jsonValues: 200_000,
  /** 4000 residues have about 32,000 heavy atoms. */
  atoms: 200_000,
  /** 200,000 atoms at 110 letters each. */
  poseBytes: 24 * MIB,
  /** Columns of one table of an mmCIF; the largest category of the dictionary has about 100. */
  cifColumns: 1_000,
  /** Chains of a pose, and entities: no GPU holds a complex of more tokens than that. */
  chains: 10_000,
  chainIdCharacters: 64,
  nameCharacters: 100,
} as const

/** "12.3 MB", for sentences. */
export const megabytes = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MB`
