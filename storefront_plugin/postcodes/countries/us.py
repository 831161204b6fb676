"""United States: five digits, and four more for the last mile."""

import re

from storefront_plugin.postcodes.rule import CountryRule
from storefront_plugin.texts import sf_

RULE = CountryRule(
    country="US",
    pattern=re.compile(r"(\d{5})(\d{4})?", re.ASCII),
    layout="{0}-{1}",
    issued=re.compile(r"(?!00[0-4])\d{5}(?:\d{4})?", re.ASCII),
    label=sf_("ZIP code"),
    neighbours=("CA",),
    territories=re.compile(
        r"(?P<PR>00[679])|(?P<VI>008)|(?P<AS>96799)|(?P<UM>96898)|"
        r"(?P<GU>969(?:[12]|3[0-2]))|(?P<PW>969(?:39|40))|(?P<FM>9694[1-4])|(?P<MP>9695[0-2])|(?P<MH>969[67]0)",
        re.ASCII,
    ),
    # The ZIP codes that cross a state line, each beside what the published data has.
    regions={
        **{"AZ": "8[56]|84536", "CA": "9[0-5]|96[01]|89439|97635", "IL": "6[0-2]|63673"},
        **{"LA": "70|71[0-5]|71749", "MA": "01|02[0-7]|02861|05501|05544", "ND": "58|59221"},
        **{"NM": "87|88[0-4]|81137|86515", "TN": "37|38[0-5]|42223", "TX": "7[5-9]|885|73301|73344|73949|88063"},
        **{"UT": "84|86044"},
    },
    valid=("10001", "95014", "22162-1010", "00501"),
    invalid=("1000", "100012", "1000-1234", "00401", "ABCDE"),
    source="USPS, Publication 28; lowest prefix in use is 005",
    as_of="2026-11",
)
