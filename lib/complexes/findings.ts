// What a check brings to light: complaints stop a submission, warnings do not.
import type { Complaint } from './schema'

export type Findings = { complaints: Complaint[]; warnings: Complaint[] }

export function joinFindings(parts: readonly Findings[]): Findings {
  return { complaints: parts.flatMap((part) => part.complaints), warnings: parts.flatMap((part) => part.warnings) }
}
