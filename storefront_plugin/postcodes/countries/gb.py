"""United Kingdom: area, district, then a digit and two letters. The areas and the letters in use are published."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

# BX, XX and GIR stand for no place, BF for the forces, XM4 5HQ for Father Christmas; JE, GG and IM are countries of
# their own here.
_AREAS = (
    "A[BL]|B[ABDFHLNRSTX]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LU]?|H[ADGPRSUX]|I[GPV]|K[ATWY]|"
    "L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|XX|YO|ZE"
)
# A letter ends the district only in inner London, and only these letters stand in third or fourth place.
_LETTERED = "E1W|N1[CP]|NW1W|SE1P|W1[A-HJKPSTUW]|(?:EC[1-4]|SW1|WC[12])[ABEHMNPRV-Y]"
_ONE_DIGIT = "BR|FY|HA|H[DGRSX]|LD|S[MR]|WN|ZE"
_TWO_DIGITS = "AB|LL|SO"
_WITH_ZERO = "B[LS]|C[MR]|FY|HA|PR|S[LS]"

RULE = CountryRule(
    country="GB",
    pattern=re.compile(r"(GIR|[A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.ASCII),
    layout="{0} {1}",
    issued=re.compile(
        rf"GIR0AA|XM45HQ|(?:{_LETTERED}|(?!(?:{_ONE_DIGIT})\d\d\d|(?:{_TWO_DIGITS})\d\d[A-Z])"
        rf"(?:(?:{_AREAS})[1-9]\d?|(?:{_WITH_ZERO})0))\d[ABD-HJLNP-UW-Z]{{2}}",
        re.ASCII,
    ),
    prefixes=("UK",),
    unused=re.compile(r"[CIKMOV](?=[A-Z]?\Z)", re.ASCII),
    label=sf_("Postcode"),
    neighbours=("JE", "GG", "IM", "GI", "FK", "AC", "TA", "SH", "IO", "GS", "PN", "TC"),
    # Areas that cross a border stand on both sides of it.
    regions={
        "SCT": r"(?:AB|DD|DG|EH|FK|G|HS|IV|KA|KW|KY|ML|PA|PH|TD|ZE)\d",
        "WLS": r"(?:CF|CH|HR|LD|LL|NP|SA|SY)\d",
        "NIR": r"BT\d",
        "ENG": r"(?!(?:AB|BT|CF|DD|EH|FK|G|HS|IV|KA|KW|KY|ML|PA|PH|SA|ZE)\d)",
    },
    region_names={"SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland", "ENG": "England"},
    valid=(
        *("SW1A 1AA", "M1 4SQ", "CR0 2YR", "B33 8TH", "EC1Y 8SY", "W1A 4ZZ", "E1W 1AA", "DN16 9AA", "GIR 0AA"),
        *("BF1 3AA", "E98 1AA", "BX1 1LT", "EC1B 1AA", "XM4 5HQ"),
    ),
    invalid=(
        "ZZ1 0ZZ",
        "SW1A 1AC",
        "WC2L 9RZ",
        "XM4 5HA",
        "A9Q 9AA",
        "AB1 0AA",
        "HX10 1AA",
        "SW1A 1A",
        "SW1A 1AAA",
        "JE2 4WF",
    ),
    source="Royal Mail, PAF Programmers’ Guide: format and valid characters; list of postcode areas",
    as_of="2026-11",
)
