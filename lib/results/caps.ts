// How much of an answer is read at most. Larger answers are refused with the number, so that nobody's file can take the process along.

const MIB = 1024 * 1024

export const CAPS = {
  /** The whole JSON body of /status. */
  answerBytes: 64 * MIB,
  /** One file after base64 and gzip: a PAE of 4000 tokens is 64 MB as float32. */
  fileBytes: 64 * MIB,
  /** All files of an answer together. */
  totalBytes: 256 * MIB,
  /** 25 samples have at most 25 poses and 75 further files. */
  files: 256,
  /** Boltz's deepest JSON has 3 levels, ours 5. */
  jsonDepth: 24,
  /** Pairs of 200 chains are 40,000 numbers; arrays over tokens come as npz. */
  jsonValues: 1_000_000,
  /** 4000 residues have about 32,000 heavy atoms. */
  atoms: 400_000,
  poseBytes: 48 * MIB,
  nameCharacters: 100,
} as const

/** "12.3 MB", for sentences. */
export const megabytes = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MB`
