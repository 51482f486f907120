"""Writes component-coordinates.json: ideal coordinates of heavy atoms for the commonest CCD ligands.

Source: wwPDB's Chemical Component Dictionary (public domain) as the Python package biotite ships it.
Run: pip install biotite==1.6.0, then python component-coordinates.py in this folder. It refuses codes without complete ideal coordinates.
"""

import base64
import json
import pathlib
import zlib

import biotite
import biotite.structure.info as info
import numpy as np

CODES = """
ATP ADP AMP ANP ACP AGS GTP GDP GMP GNP GSP GCP CTP CDP CMP UTP UDP UMP U5P TTP TMP TYD DTP DGT DCP DUT DUP ADN GUN ADE URA THM THY CYT
NAD NAI NAP NDP FAD FMN COA ACO SAM SAH PLP PMP TPP TDP BTN B12 COB HEM HEC HEA HEB CLA CHL BCL BPH PQN PHO CYC BLA BCR LUT RET RTL
F43 MGD MTE PQQ TPQ H4B BH2 THF FOL MTX C2F FFO LPA LIP GSH GDS GTT CIT ISC FLC MLT MLA SIN FUM AKG OAA PYR LAC PEP 2PG 3PG G3P PGA OXL OXM
GLC BGC GAL GLA MAN BMA FUC FUL XYS XYP XYL RIB ARA NAG NDG A2G NGA SIA SUC TRE MAL LAT BOG LMT G6P F6P FBP G1P FRU INS I3P IHP MUR GCU BDP GLO
GOL EDO PEG PGE PG4 1PE P6G PE4 2PE MPD MRD IPA EOH MOH ACT ACY FMT ACE IMD TRS BTB EPE MES HEP PIN CAC BCT CO3 NO3 SO4 PO4 SCN AZI CYN
DMS DMF ACN DIO BME DTT DTU TCE URE GAI NH4 OH O2 OXY NO NO2 H2S CMO HOH PER PI POP PPV DPO 2HP ALF AF3 BEF MGF VO4 VN3 WO4 MOO AST
NA K LI RB CS MG CA SR BA MN MN3 FE FE2 CO 3CO NI 3NI CU CU1 ZN CD HG PB AL GA TL AG AU PT CL BR IOD F XE KR AR LA SM EU GD TB YB LU
SF4 FES F3S CLF ICS FEO
ALA ARG ASN ASP CYS GLN GLU GLY HIS ILE LEU LYS MET PHE PRO SER THR TRP TYR VAL MSE SEP TPO PTR CSO CME KCX MLY M3L HYP ORN DAL DVA
GABA ABU DOP LDP SRO EPN TYA HSM ACH CHT NIC NCA NIO DHB BEN PHB SAL ASP1 CFF TEP XAN HPA URC IND IAC TRA TSU
PLM MYR OLA STE DAO LNL ACD ARC UND LAU PC1 PEE PEF PGV CDL POV LHG DGD LMG SQD PCW CLR CHD DXC TCH CHO EST TES STR PRG HCY DEX ASD AND VDX
IBP ASA AIN DIF FLP CEL IMN TYL EPH 1N1 STI DSV VGH NIL BAX AEE IRE LAP STU PI1 TMQ TOP TOL PMT SPF
CPF CIP LFX PNN AMX CED TAC TCY ERY CLY CAM RFP SRY KAN NMY GET PAR TOB VAN MOX
ZMR G39 OSE SIA 1UN RIT NFV SQV IDV AB1 MK1 017 DRV ROC EFZ NVP AZT T27 65B TTA
EKY 5PS CAU Y01 Y00 TAK CVZ 29L TYK BMF P06 0LI 1C9 LQQ SKE BTE EMO QUE KMP GEN RES CUR TAX TA1 CN2 VLB EPB
JQ1 EAM RAP FK5 CSA BEZ TSA SHH OLP 3DA HFA HMG MVA SIM 117 STN
"""

LEAST_PER_CODE = 1


def heavy_atoms(code):
    """Rows of name, element, x, y, z in thousandths of an Angstrom; None when the dictionary has no complete set."""
    try:
        residue = info.residue(code)
    except KeyError:
        return None
    residue = residue[~np.isin(residue.element, ["H", "D"])]
    if len(residue) < LEAST_PER_CODE or not np.all(np.isfinite(residue.coord)):
        return None
    middle = residue.coord.mean(axis=0)
    return [
        [str(atom.atom_name), str(atom.element).upper(), *(int(round(float(c) * 1000)) for c in atom.coord - middle)]
        for atom in residue
    ]


def apart(rows):
    """Whether no two atoms fall on each other."""
    points = np.array([row[2:] for row in rows], dtype=float)
    gaps = np.linalg.norm(points[:, None] - points[None, :], axis=2) + np.eye(len(points)) * 1e9
    return gaps.min() > 1050


def main():
    table = {}
    for code in dict.fromkeys(CODES.split()):
        rows = heavy_atoms(code)
        if rows is not None and apart(rows):
            table[code] = rows
        else:
            print("left out:", code)
    packed = base64.b64encode(zlib.compress(json.dumps(table, separators=(",", ":")).encode(), 9)).decode()
    target = pathlib.Path(__file__).with_name("component-coordinates.json")
    document = {"source": f"biotite=={biotite.__version__}", "components": len(table), "deflate": packed}
    target.write_text(json.dumps(document, indent=1) + "\n")
    print(len(table), "components,", target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
