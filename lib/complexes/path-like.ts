// Recognises text that names a file or an address. Boltz opens such values on the worker, so none is ever passed on.

const ROOTED = /^\s*(?:~|\.{1,2})?[\\/]|^\s*[A-Za-z]:[\\/]\w|\.\.[\\/]|:\/\//
const FILE_NAME = /\.(?:sdf|mol2?|pdb|ent|b?cif|mmcif|a3m|a2m|sto|csv|tsv|fasta|faa?|ya?ml|json|npz|pkl|txt)(?:\.gz)?$/i

/** True for `./x.a3m`, `/etc/passwd`, `C:\x`, `ligand.sdf`, `s3://...`; false for SMILES such as `F/C=C/F`. */
export function looksLikePath(text: string): boolean {
  return ROOTED.test(text) || FILE_NAME.test(text.trim())
}
